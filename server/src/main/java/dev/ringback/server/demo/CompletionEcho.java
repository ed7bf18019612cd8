package dev.ringback.server.demo;

import dev.ringback.net.json.Json;
import dev.ringback.server.openai.ModelRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
                DemoTokens.texts(asked.tree().path("prompt")));
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = head.json(OBJECT);
        ArrayNode choices = json.putArray("choices");
        for (int i = 0; i < texts.size(); i++) {
            choices.add(choice(i, texts.get(i)).put("finish_reason", "stop"));
        }
        json.set("usage", usage());
        return json.put("system_fingerprint", DemoModels.FINGERPRINT);
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

    private ObjectNode chunk(ObjectNode choice) {
        ObjectNode chunk = head.json(OBJECT);
        chunk.putArray("choices").add(choice);
        return chunk.put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    private static ObjectNode choice(int index, String text) {
        return Json.object().put("index", index).put("text", text).putNull("logprobs");
    }

    private ObjectNode usage() {
        int tokens = texts.stream().mapToInt(DemoTokens::tokens).sum();
        return CompletionHead.usage(tokens, tokens);
    }
}
