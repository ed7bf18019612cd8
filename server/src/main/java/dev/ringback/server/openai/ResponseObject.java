package dev.ringback.server.openai;

import dev.ringback.net.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** OpenAI's response object. */
public final class ResponseObject {

    private static final String METADATA = "metadata";

    private ResponseObject() {}

    /**
     * One without an answer yet. It has every member that OpenAI's own clients insist on: as the
     * request has it, or else as OpenAI has it by default.
     *
     * @param status such as {@code queued}
     * @param request what is asked
     */
    public static JsonObject begun(
            String id, String status, Instant createdAt, boolean background, JsonObject request) {
        return new JsonObject()
                .put("id", id)
                .put("object", "response")
                .put("created_at", createdAt.getEpochSecond())
                .put("status", status)
                .put("background", background)
                .putNull("error")
                .putNull("incomplete_details")
                .put("instructions", request.at("instructions").given())
                .put("max_output_tokens", request.at("max_output_tokens").given())
                .put("model", request.at("model").given())
                .put("output", List.of())
                .put("parallel_tool_calls", asked(request, "parallel_tool_calls", true))
                .put("previous_response_id", request.at("previous_response_id").given())
                .put("reasoning", request.at("reasoning").given())
                .put("store", asked(request, "store", true))
                .put("temperature", asked(request, "temperature", 1.0))
                .put("text", asked(request, "text", plain()))
                .put("tool_choice", asked(request, "tool_choice", "auto"))
                .put("tools", asked(request, "tools", List.of()))
                .put("top_p", asked(request, "top_p", 1.0))
                .put("truncation", asked(request, "truncation", "disabled"))
                .putNull("usage")
                .put("user", request.at("user").given())
                .put(METADATA, metadata(request));
    }

    private static JsonObject plain() {
        return new JsonObject().put("format", new JsonObject().put("type", "text"));
    }

    private static Object asked(JsonObject request, String member, Object otherwise) {
        return request.at(member).given().<Object>map(each -> each).orElse(otherwise);
    }

    /** What the client wants to find again; the webhook's id is for the server. */
    private static JsonObject metadata(JsonObject request) {
        return request.at(METADATA)
                .object()
                .map(JsonObject::copy)
                .orElseGet(JsonObject::new)
                .remove("webhook_id");
    }
}
