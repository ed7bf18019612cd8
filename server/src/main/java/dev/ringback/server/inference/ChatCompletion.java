package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an upstream answered with 2xx, if it is a chat completion: an object whose {@code choices}
 * each hold a message.
 *
 * @param json as answered
 */
record ChatCompletion(ObjectNode json) {

    /** Longest answer that is taken, in bytes; as much as inference.net's webhooks carry. */
    static final int MAX_BYTES = 10 * 1024 * 1024;

    private static final int LONGEST_MESSAGE = 500;

    /** Reads an answer's body; empty when it is no chat completion. */
    static Optional<ChatCompletion> read(Payload body) {
        return Json.readObject(body).filter(ChatCompletion::holds).map(ChatCompletion::new);
    }

    private static boolean holds(ObjectNode json) {
        JsonNode choices = json.path("choices");
        return choices.isArray()
                && !choices.isEmpty()
                && choices.valueStream().allMatch(choice -> choice.path("message").isObject());
    }

    /** The same under another id. */
    ObjectNode named(String id) {
        ObjectNode named = Json.object();
        named.put("id", id);
        json.properties().stream()
                .filter(member -> !member.getKey().equals("id"))
                .forEach(member -> named.set(member.getKey(), member.getValue()));
        return named;
    }

    /** The message of an error in OpenAI's shape, or of one like it, cut to a bearable length. */
    static Optional<String> errorMessage(Payload body) {
        return Json.readObject(body).flatMap(ChatCompletion::errorMessage);
    }

    static Optional<String> errorMessage(JsonNode json) {
        JsonNode error = json.path("error");
        return Json.text(error, "message")
                .or(() -> error.isString() ? Optional.of(error.stringValue()) : Optional.empty())
                .or(() -> Json.text(json, "message"))
                .or(() -> Json.text(json, "detail"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(ChatCompletion::cut);
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_MESSAGE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_MESSAGE)) + "...";
    }
}
