package dev.ringback.server.demo;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

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
        for (JsonTree message : asked.tree().at("messages").elements().toList()) {
            String text = DemoTokens.content(message.at("content"));
            tokens += DemoTokens.tokens(text);
            if (message.text("role").orElse("").equals("user")) {
                last = text;
            }
        }
        return new ChatEcho(CompletionHead.of("chatcmpl-demo-", asked, now), last, tokens);
    }

    @Override
    public JsonObject json() {
        var message = new JsonObject().put("role", "assistant").put("content", text);
        var choice = new JsonObject().put("index", 0).put("message", message);
        return head.json("chat.completion")
                .put("choices", List.of(choice.put("finish_reason", "stop")))
                .put("usage", usage())
                .put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    @Override
    public void stream(EventStream out) throws IOException {
        for (String piece : DemoTokens.pieces(text)) {
            JsonObject delta = new JsonObject().put("role", "assistant").put("content", piece);
            out.data(chunk(new JsonObject().put("delta", delta).putNull("finish_reason")));
        }
        out.data(
                chunk(
                        new JsonObject()
                                .put("delta", new JsonObject())
                                .put("finish_reason", "stop")));
        if (head.withUsage()) {
            out.data(head.usageChunk(CHUNK, usage()));
        }
        out.done();
    }

    private JsonObject chunk(JsonObject choice) {
        return head.json(CHUNK)
                .put("choices", List.of(choice.put("index", 0)))
                .put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    private JsonObject usage() {
        return CompletionHead.usage(promptTokens, DemoTokens.tokens(text));
    }
}
