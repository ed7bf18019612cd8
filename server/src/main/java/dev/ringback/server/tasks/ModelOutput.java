package dev.ringback.server.tasks;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came of a model that knows nothing of OpenAI's words, as the completion that was asked for.
 *
 * @param createdAt when it was made; 1970 when nobody said
 * @param text what it says to a reader
 * @param raw as it came
 * @param usage the tokens it took, in OpenAI's words; empty when nobody said
 */
record ModelOutput(Instant createdAt, String text, JsonTree raw, Optional<JsonObject> usage) {

    /** One that a task answered with, without a word of when and of what it took. */
    static ModelOutput of(String text, JsonTree raw) {
        return new ModelOutput(Instant.EPOCH, text, raw, Optional.empty());
    }

    /**
     * A chat completion or a text completion, with the output as it came in {@code output}.
     *
     * @param task that it is the answer to
     */
    TaskState.Answered answers(RemoteTask task) {
        boolean chat = task.operation() == Operation.CHAT;
        return new TaskState.Answered(
                new JsonObject()
                        .put("id", task.id())
                        .put("object", chat ? "chat.completion" : "text_completion")
                        .put("created", createdAt.getEpochSecond())
                        .put("model", task.model())
                        .put("choices", List.of(chat ? said() : written()))
                        .putIfPresent("usage", usage)
                        .put("output", raw));
    }

    private JsonObject said() {
        return new JsonObject()
                .put("index", 0)
                .put("message", new JsonObject().put("role", "assistant").put("content", text))
                .put("finish_reason", "stop");
    }

    private JsonObject written() {
        return new JsonObject()
                .put("index", 0)
                .put("text", text)
                .putNull("logprobs")
                .put("finish_reason", "stop");
    }

    /**
     * What an output says to a reader: a text itself; pieces of a text put together; addresses one
     * below the other; of anything else the JSON.
     */
    static String text(JsonTree output) {
        if (output.isAbsent()) {
            return "";
        }
        return output.text().or(() -> joined(output)).orElseGet(output::toString);
    }

    private static Optional<String> joined(JsonTree output) {
        if (!output.isArray() || !output.elements().allMatch(JsonTree::isText)) {
            return Optional.empty();
        }
        boolean addresses = output.elements().map(JsonTree::plain).allMatch(ModelOutput::isAddress);
        return Optional.of(
                output.elements()
                        .map(JsonTree::plain)
                        .collect(Collectors.joining(addresses ? "\n" : "")));
    }

    private static boolean isAddress(String text) {
        return (text.startsWith("https://")
                        || text.startsWith("http://")
                        || text.startsWith("data:"))
                && text.chars().noneMatch(Character::isWhitespace);
    }
}
