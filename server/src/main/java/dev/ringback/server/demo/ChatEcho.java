package dev.ringback.server.demo;

import dev.ringback.net.json.Json;
import dev.ringback.server.openai.ModelRequest;
import java.io.IOException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat completion of the demo models: the last user message again.
 *
 * @param head what all parts of the answer have in common
 * @param text the answer
 * @param promptTokens in all messages together
 */
record ChatEcho(CompletionHead head, String text, int promptTokens) implements Echo {

    private static final String CHUNK = "chat.completion.chunk";

    static ChatEcho of(ModelRequest asked, Instant now) {
        String last = "";
        int tokens = 0;
        for (JsonNode message : asked.tree().path("messages")) {
            String text = DemoTokens.content(message.path("content"));
            tokens += DemoTokens.tokens(text);
            if (message.path("role").stringValue("").equals("user")) {
                last = text;
            }
        }
        return new ChatEcho(CompletionHead.of("chatcmpl-demo-", asked, now), last, tokens);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = head.json("chat.completion");
        ObjectNode choice = json.putArray("choices").addObject();
        choice.put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", text);
        choice.put("finish_reason", "stop");
        json.set("usage", usage());
        json.put("system_fingerprint", DemoModels.FINGERPRINT);
        return json;
    }

    @Override
    public void stream(EventStream out) throws IOException {
        for (String piece : DemoTokens.pieces(text)) {
            ObjectNode delta = Json.object().put("role", "assistant").put("content", piece);
            out.data(chunk(Json.object().set("delta", delta).putNull("finish_reason")));
        }
        out.data(chunk(Json.object().set("delta", Json.object()).put("finish_reason", "stop")));
        if (head.withUsage()) {
            out.data(head.usageChunk(CHUNK, usage()));
        }
        out.done();
    }

    private ObjectNode chunk(ObjectNode choice) {
        ObjectNode chunk = head.json(CHUNK);
        chunk.putArray("choices").add(choice.put("index", 0));
        chunk.put("system_fingerprint", DemoModels.FINGERPRINT);
        return chunk;
    }

    private ObjectNode usage() {
        return CompletionHead.usage(promptTokens, DemoTokens.tokens(text));
    }
}
