package dev.ringback.server.demo;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ResponseObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * A response of the demo models: the last user input again.
 *
 * @param asked the request
 * @param id follows from the request's bytes
 * @param now when it is answered
 * @param text the answer
 * @param inputTokens in instructions and input together
 */
record ResponseEcho(ModelRequest asked, String id, Instant now, String text, int inputTokens)
        implements Echo {

    static ResponseEcho of(ModelRequest asked, Instant now) {
        JsonTree input = asked.tree().at("input");
        String last = input.text().orElse("");
        int tokens =
                DemoTokens.tokens(asked.tree().text("instructions").orElse(""))
                        + DemoTokens.tokens(last);
        for (JsonTree item : input.elements().toList()) {
            String text = DemoTokens.content(item.at("content"));
            tokens += DemoTokens.tokens(text);
            if (item.text("role").orElse("").equals("user")) {
                last = text;
            }
        }
        return new ResponseEcho(asked, DemoTokens.digest(asked.body().bytes()), now, last, tokens);
    }

    @Override
    public JsonObject json() {
        int answered = DemoTokens.tokens(text);
        var cached = new JsonObject().put("cached_tokens", 0).put("cache_write_tokens", 0);
        var usage =
                new JsonObject()
                        .put("input_tokens", inputTokens)
                        .put("input_tokens_details", cached)
                        .put("output_tokens", answered)
                        .put("output_tokens_details", new JsonObject().put("reasoning_tokens", 0))
                        .put("total_tokens", inputTokens + answered);
        return begun("completed")
                .put("output", List.of(message("completed", true)))
                .put("usage", usage);
    }

    @Override
    public void stream(EventStream out) throws IOException {
        var numbered = new Numbered(out);
        numbered.event("response.created", whole(begun("in_progress")));
        numbered.event("response.in_progress", whole(begun("in_progress")));
        numbered.event("response.output_item.added", item(message("in_progress", false)));
        numbered.event("response.content_part.added", place().put("part", part("")));
        for (String piece : DemoTokens.pieces(text)) {
            numbered.event("response.output_text.delta", spoken().put("delta", piece));
        }
        numbered.event("response.output_text.done", spoken().put("text", text));
        numbered.event("response.content_part.done", place().put("part", part(text)));
        numbered.event("response.output_item.done", item(message("completed", true)));
        numbered.event("response.completed", whole(json()));
    }

    private JsonObject begun(String status) {
        return ResponseObject.begun("resp_demo_" + id, status, now, false, asked.tree())
                .put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    private static JsonObject whole(JsonObject response) {
        return new JsonObject().put("response", response);
    }

    private static JsonObject item(JsonObject message) {
        return new JsonObject().put("output_index", 0).put("item", message);
    }

    private JsonObject place() {
        return new JsonObject()
                .put("item_id", messageId())
                .put("output_index", 0)
                .put("content_index", 0);
    }

    private JsonObject spoken() {
        return place().put("logprobs", List.of());
    }

    private JsonObject message(String status, boolean spoken) {
        return new JsonObject()
                .put("type", "message")
                .put("id", messageId())
                .put("status", status)
                .put("role", "assistant")
                .put("content", spoken ? List.of(part(text)) : List.of());
    }

    private static JsonObject part(String text) {
        return new JsonObject()
                .put("type", "output_text")
                .put("text", text)
                .put("annotations", List.of())
                .put("logprobs", List.of());
    }

    private String messageId() {
        return "msg_demo_" + id;
    }

    /** Numbers the events, as OpenAI does. */
    private static final class Numbered {

        private final EventStream out;
        private int next;

        Numbered(EventStream out) {
            this.out = out;
        }

        void event(String type, JsonObject members) throws IOException {
            JsonObject event = new JsonObject().put("type", type).put("sequence_number", next++);
            out.event(type, event.putAll(members));
        }
    }
}
