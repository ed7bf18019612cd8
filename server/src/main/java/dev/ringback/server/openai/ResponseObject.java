package dev.ringback.server.openai;

import dev.ringback.kernel.Payload;
import dev.ringback.net.json.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
    public static ObjectNode begun(
            String id, String status, Instant createdAt, boolean background, ObjectNode request) {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("object", "response");
        json.put("created_at", createdAt.getEpochSecond());
        json.put("status", status);
        json.put("background", background);
        json.putNull("error");
        json.putNull("incomplete_details");
        asked(json, request, "instructions", "null");
        asked(json, request, "max_output_tokens", "null");
        asked(json, request, "model", "null");
        json.putArray("output");
        asked(json, request, "parallel_tool_calls", "true");
        asked(json, request, "previous_response_id", "null");
        asked(json, request, "reasoning", "null");
        asked(json, request, "store", "true");
        asked(json, request, "temperature", "1.0");
        asked(json, request, "text", "{\"format\":{\"type\":\"text\"}}");
        asked(json, request, "tool_choice", "\"auto\"");
        asked(json, request, "tools", "[]");
        asked(json, request, "top_p", "1.0");
        asked(json, request, "truncation", "\"disabled\"");
        json.putNull("usage");
        asked(json, request, "user", "null");
        json.set(METADATA, metadata(request));
        return json;
    }

    private static void asked(ObjectNode json, ObjectNode request, String member, String other) {
        JsonNode asked = request.path(member);
        json.set(
                member,
                asked.isMissingNode() || asked.isNull()
                        ? Json.read(Payload.of(other)).orElseThrow()
                        : asked);
    }

    /** What the client wants to find again; the webhook's id is for the server. */
    private static ObjectNode metadata(ObjectNode request) {
        Optional<ObjectNode> metadata =
                Json.object(request.path(METADATA)).map(ObjectNode::deepCopy);
        metadata.ifPresent(each -> each.remove("webhook_id"));
        return metadata.orElseGet(Json::object);
    }
}
