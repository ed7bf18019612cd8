package dev.ringback.server.openai;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An answer of a model: 2xx, and of the shape that the operation asks for.
 *
 * @param operation what was asked for
 * @param json as answered; not to be changed
 */
public record ModelAnswer(Operation operation, JsonObject json) {

    private static final int LONGEST_MESSAGE = 500;
    private static final int MOST_MESSAGES = 5;
    private static final String NO_MESSAGE = "without a message";

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

    /**
     * Why a completion says within itself that something went wrong: gateways answer so when the
     * model behind them fails. Empty when it does not.
     */
    public static Optional<String> errorWithin(Operation operation, JsonObject json) {
        return operation == Operation.RESPONSES || json.at("error").isAbsent()
                ? errorOfChoice(operation, json)
                : Optional.of(errorMessage(json).orElse(NO_MESSAGE));
    }

    /** The same of its choices, or of those of a chunk. */
    public static Optional<String> errorOfChoice(Operation operation, JsonObject json) {
        return operation == Operation.CHAT || operation == Operation.COMPLETIONS
                ? json.at("choices")
                        .elements()
                        .filter(choice ->
                                !choice.at("error").isAbsent()
                                        || choice.text("finish_reason").orElse("").equals("error"))
                        .findFirst()
                        .map(choice -> errorMessage(choice).orElse(NO_MESSAGE))
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
        return said(json.at("error"))
                .or(() -> said(json.at("message")))
                .or(() -> said(json.at("detail")))
                .or(() -> said(json.at("errors")))
                .map(ModelAnswer::cut);
    }

    /**
     * What a message says, however it is wrapped: servers tell it as a text, as an object with a
     * text, or as a list of what is wrong in which place.
     */
    private static Optional<String> said(JsonTree message) {
        if (message.isAbsent()) {
            return Optional.empty();
        }
        if (message.isArray()) {
            return Optional.of(
                            message.elements()
                                    .limit(MOST_MESSAGES)
                                    .flatMap(each -> said(each).stream())
                                    .collect(Collectors.joining("; ")))
                    .filter(text -> !text.isEmpty());
        }
        return message.text()
                .or(() -> said(message.at("message")))
                .or(() -> said(message.at("msg")).map(text -> place(message.at("loc")) + text))
                .or(() -> said(message.at("detail")))
                .or(() -> said(message.at("error")))
                .or(() -> Optional.of(message).filter(JsonTree::isObject).map(JsonTree::toString))
                .map(String::strip)
                .filter(text -> !text.isEmpty() && !text.equals("{}"));
    }

    private static String place(JsonTree loc) {
        return loc.isEmpty()
                ? ""
                : loc.elements().map(JsonTree::plain).collect(Collectors.joining(".", "", ": "));
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_MESSAGE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_MESSAGE)) + "...";
    }
}
