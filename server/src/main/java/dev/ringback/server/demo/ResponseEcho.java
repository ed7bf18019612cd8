package dev.ringback.server.demo;

import dev.ringback.net.json.Json;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ResponseObject;
import java.io.IOException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
        JsonNode input = asked.tree().path("input");
        String last = input.stringValue("");
        int tokens =
                DemoTokens.tokens(asked.tree().path("instructions").stringValue(""))
                        + DemoTokens.tokens(last);
        for (JsonNode item : input) {
            String text = DemoTokens.content(item.path("content"));
            tokens += DemoTokens.tokens(text);
            if (item.path("role").stringValue("").equals("user")) {
                last = text;
            }
        }
        return new ResponseEcho(asked, DemoTokens.digest(asked.body().bytes()), now, last, tokens);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = begun("completed");
        json.putArray("output").add(message("completed", true));
        int answered = DemoTokens.tokens(text);
        ObjectNode usage = json.putObject("usage");
        usage.put("input_tokens", inputTokens);
        usage.putObject("input_tokens_details")
                .put("cached_tokens", 0)
                .put("cache_write_tokens", 0);
        usage.put("output_tokens", answered);
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        usage.put("total_tokens", inputTokens + answered);
        return json;
    }

    @Override
    public void stream(EventStream out) throws IOException {
        var numbered = new Numbered(out);
        numbered.event("response.created", whole(begun("in_progress")));
        numbered.event("response.in_progress", whole(begun("in_progress")));
        numbered.event("response.output_item.added", item(message("in_progress", false)));
        numbered.event("response.content_part.added", place().set("part", part("")));
        for (String piece : DemoTokens.pieces(text)) {
            numbered.event("response.output_text.delta", spoken().put("delta", piece));
        }
        numbered.event("response.output_text.done", spoken().put("text", text));
        numbered.event("response.content_part.done", place().set("part", part(text)));
        numbered.event("response.output_item.done", item(message("completed", true)));
        numbered.event("response.completed", whole(json()));
    }

    private ObjectNode begun(String status) {
        return ResponseObject.begun("resp_demo_" + id, status, now, false, asked.tree())
                .put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    private static ObjectNode whole(ObjectNode response) {
        return Json.object().set("response", response);
    }

    private static ObjectNode item(ObjectNode message) {
        return Json.object().put("output_index", 0).set("item", message);
    }

    private ObjectNode place() {
        return Json.object()
                .put("item_id", messageId())
                .put("output_index", 0)
                .put("content_index", 0);
    }

    private ObjectNode spoken() {
        ObjectNode spoken = place();
        spoken.putArray("logprobs");
        return spoken;
    }

    private ObjectNode message(String status, boolean spoken) {
        ObjectNode message = Json.object();
        message.put("type", "message");
        message.put("id", messageId());
        message.put("status", status);
        message.put("role", "assistant");
        var content = message.putArray("content");
        if (spoken) {
            content.add(part(text));
        }
        return message;
    }

    private static ObjectNode part(String text) {
        ObjectNode part = Json.object();
        part.put("type", "output_text");
        part.put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
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

        void event(String type, ObjectNode members) throws IOException {
            ObjectNode event = Json.object();
            event.put("type", type);
            event.put("sequence_number", next++);
            out.event(type, event.setAll(members));
        }
    }
}
