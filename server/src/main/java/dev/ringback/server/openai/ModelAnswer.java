package dev.ringback.server.openai;

import dev.ringback.kernel.Payload;
import dev.ringback.net.json.Json;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer of a model: 2xx, and of the shape that the operation asks for.
 *
 * @param operation what was asked for
 * @param json as answered; not to be changed
 */
public record ModelAnswer(Operation operation, ObjectNode json) {

    private static final int LONGEST_MESSAGE = 500;

    /** Reads an answer's body; empty when it is something else. */
    public static Optional<ModelAnswer> read(Operation operation, Payload body) {
        return Json.readObject(body).flatMap(json -> of(operation, json));
    }

    /** The same as an answer; empty when it is something else. */
    public static Optional<ModelAnswer> of(Operation operation, ObjectNode json) {
        return holds(operation, json)
                ? Optional.of(new ModelAnswer(operation, json))
                : Optional.empty();
    }

    /** Why it says of itself that nothing came of it, as only a response may; empty otherwise. */
    public Optional<String> failure() {
        return switch (operation == Operation.RESPONSES
                ? json.path("status").stringValue("")
                : "") {
            case "failed" ->
                    Optional.of(
                            "upstream's response failed"
                                    + errorMessage(json).map(text -> ": " + text).orElse(""));
            case "cancelled" -> Optional.of("upstream's response was cancelled");
            default -> Optional.empty();
        };
    }

    private static boolean holds(Operation operation, ObjectNode json) {
        return switch (operation) {
            case CHAT -> all(json.path("choices"), each -> each.path("message").isObject());
            case COMPLETIONS -> all(json.path("choices"), each -> each.path("text").isString());
            case EMBEDDINGS ->
                    all(
                            json.path("data"),
                            each ->
                                    each.path("embedding").isArray()
                                            || each.path("embedding").isString());
            case RESPONSES ->
                    json.path("object").stringValue("").equals("response")
                            && json.path("output").isArray();
        };
    }

    private static boolean all(JsonNode array, Predicate<JsonNode> right) {
        return array.isArray() && !array.isEmpty() && array.valueStream().allMatch(right);
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
    public ObjectNode named(String id) {
        ObjectNode named = Json.object();
        named.put("id", id);
        json.properties().stream()
                .filter(member -> !member.getKey().equals("id"))
                .forEach(member -> named.set(member.getKey(), member.getValue()));
        return named;
    }

    /** The tokens it took, in the operation's own words; an empty object when it does not say. */
    public ObjectNode usage() {
        return Json.object(json.path("usage")).orElseGet(Json::object);
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
        JsonNode usage = json.path("usage");
        return Math.max(0, usage.path(name).longValue(usage.path(otherName).longValue(0)));
    }

    /** The message of an error in OpenAI's shape, or of one like it, cut to a bearable length. */
    public static Optional<String> errorMessage(Payload body) {
        return Json.readObject(body).flatMap(ModelAnswer::errorMessage);
    }

    public static Optional<String> errorMessage(JsonNode json) {
        JsonNode error = json.path("error");
        return Json.text(error, "message")
                .or(() -> error.isString() ? Optional.of(error.stringValue()) : Optional.empty())
                .or(() -> Json.text(json, "message"))
                .or(() -> Json.text(json, "detail"))
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
