package dev.ringback.server.demo;

import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.ModelRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A text completion of the demo models: each prompt again, as a choice of its own.
 *
 * @param head what all parts of the answer have in common
 * @param texts the prompts
 */
record CompletionEcho(CompletionHead head, List<String> texts) implements Echo {

    private static final String OBJECT = "text_completion";

    static CompletionEcho of(ModelRequest asked, Instant now) {
        return new CompletionEcho(
                CompletionHead.of("cmpl-demo-", asked, now),
                DemoTokens.texts(asked.tree().at("prompt")));
    }

    @Override
    public JsonObject json() {
        List<JsonObject> choices = new ArrayList<>();
        for (String text : texts) {
            choices.add(choice(choices.size(), text).put("finish_reason", "stop"));
        }
        return head.json(OBJECT)
                .put("choices", choices)
                .put("usage", usage())
                .put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    @Override
    public void stream(EventStream out) throws IOException {
        for (int i = 0; i < texts.size(); i++) {
            for (String piece : DemoTokens.pieces(texts.get(i))) {
                out.data(chunk(choice(i, piece).putNull("finish_reason")));
            }
            out.data(chunk(choice(i, "").put("finish_reason", "stop")));
        }
        if (head.withUsage()) {
            out.data(head.usageChunk(OBJECT, usage()));
        }
        out.done();
    }

    private JsonObject chunk(JsonObject choice) {
        return head.json(OBJECT)
                .put("choices", List.of(choice))
                .put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    private static JsonObject choice(int index, String text) {
        return new JsonObject().put("index", index).put("text", text).putNull("logprobs");
    }

    private JsonObject usage() {
        int tokens = texts.stream().mapToInt(DemoTokens::tokens).sum();
        return CompletionHead.usage(tokens, tokens);
    }
}
