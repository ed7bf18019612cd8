package dev.ringback.server.openai;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An answer of a model: 2xx, and of the shape that the operation asks for.
 *
 * @param operation what was asked for
 * @param json as answered; not to be changed
 */
public record ModelAnswer(Operation operation, JsonObject json) {

    private static final int LONGEST_MESSAGE = 500;

    /** Reads an answer's body; empty when it is something else. */
    public static Optional<ModelAnswer> read(Operation operation, Payload body) {
        return JsonTree.readObject(body).flatMap(json -> of(operation, json));
    }

    /** The same as an answer; empty when it is something else. */
    public static Optional<ModelAnswer> of(Operation operation, JsonObject json) {
        return holds(operation, json)
                ? Optional.of(new ModelAnswer(operation, json))
                : Optional.empty();
    }

    /** Why it says of itself that nothing came of it, as only a response may; empty otherwise. */
    public Optional<String> failure() {
        return switch (operation == Operation.RESPONSES ? json.text("status").orElse("") : "") {
            case "failed" ->
                    Optional.of(
                            "upstream's response failed"
                                    + errorMessage(json).map(text -> ": " + text).orElse(""));
            case "cancelled" -> Optional.of("upstream's response was cancelled");
            default -> Optional.empty();
        };
    }

    private static boolean holds(Operation operation, JsonObject json) {
        return switch (operation) {
            case CHAT -> all(json.at("choices"), each -> each.at("message").isObject());
            case COMPLETIONS -> all(json.at("choices"), each -> each.at("text").isText());
            case EMBEDDINGS ->
                    all(
                            json.at("data"),
                            each ->
                                    each.at("embedding").isArray()
                                            || each.at("embedding").isText());
            case RESPONSES ->
                    json.text("object").orElse("").equals("response")
                            && json.at("output").isArray();
        };
    }

    private static boolean all(JsonTree array, Predicate<JsonTree> right) {
        return array.isArray() && !array.isEmpty() && array.elements().allMatch(right);
    }

    /** What is said of an answer that does not have the shape. */
    public static String not(Operation operation) {
        return "upstream answered something that is not "
                + switch (operation) {
                    case CHAT -> "a chat completion";
                    case COMPLETIONS -> "a text completion";
                    case EMBEDDINGS -> "a list of embeddings";
                    case RESPONSES -> "a response";
                };
    }

    /** The same under another id. */
    public JsonObject named(String id) {
        return new JsonObject().put("id", id).putAll(json).put("id", id);
    }

    /** The tokens it took, in the operation's own words; an empty object when it does not say. */
    public JsonObject usage() {
        return json.at("usage").object().orElseGet(JsonObject::new);
    }

    /** Tokens of the question; 0 when it does not say. */
    public long inputTokens() {
        return tokens("prompt_tokens", "input_tokens");
    }

    /** Tokens of the answer; 0 when it does not say. */
    public long outputTokens() {
        return tokens("completion_tokens", "output_tokens");
    }

    private long tokens(String name, String otherName) {
        JsonTree usage = json.at("usage");
        return Math.max(0, usage.whole(name, usage.whole(otherName, 0)));
    }

    /** The message of an error in OpenAI's shape, or of one like it, cut to a bearable length. */
    public static Optional<String> errorMessage(Payload body) {
        return JsonTree.readObject(body).flatMap(ModelAnswer::errorMessage);
    }

    public static Optional<String> errorMessage(JsonTree json) {
        JsonTree error = json.at("error");
        return error.text("message")
                .or(error::text)
                .or(() -> json.text("message"))
                .or(() -> json.text("detail"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(ModelAnswer::cut);
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_MESSAGE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_MESSAGE)) + "...";
    }
}
