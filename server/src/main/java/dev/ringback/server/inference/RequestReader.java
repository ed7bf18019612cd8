package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides whether bytes are a request to a model. */
public final class RequestReader {

    /** What reading came to. */
    public sealed interface Reading {

        /** It is one. */
        record Valid(ModelRequest request) implements Reading {}

        /** It is none. */
        record Invalid(OpenAiError error) implements Reading {}
    }

    private RequestReader() {}

    /** Reads a request's body. */
    public static Reading read(Operation operation, Payload body) {
        Optional<JsonNode> json = Json.read(body);
        if (json.isEmpty()) {
            return new Reading.Invalid(
                    OpenAiError.request("invalid_json", "the request body is not valid JSON"));
        }
        if (!(json.get() instanceof ObjectNode object)) {
            return new Reading.Invalid(
                    OpenAiError.request("invalid_json", "the request body is not a JSON object"));
        }
        return problem(operation, object)
                .<Reading>map(Reading.Invalid::new)
                .orElseGet(() -> new Reading.Valid(ModelRequest.of(operation, body, object)));
    }

    /** What is wrong with a request; empty when nothing is. */
    static Optional<OpenAiError> problem(Operation operation, ObjectNode json) {
        return model(json)
                .or(() -> content(operation, json))
                .or(() -> ruled(operation, json))
                .or(() -> webhookId(json.path("metadata").path("webhook_id")));
    }

    private static Optional<OpenAiError> model(ObjectNode json) {
        if (json.path("model").isMissingNode()) {
            return missing("model");
        }
        return Json.text(json, "model").map(String::isBlank).orElse(true)
                ? wrong("model", "must be a string that is not blank")
                : Optional.empty();
    }

    private static Optional<OpenAiError> content(Operation operation, ObjectNode json) {
        return switch (operation) {
            case CHAT -> present(json, "messages").or(() -> messages(json.path("messages")));
            case COMPLETIONS -> present(json, "prompt").or(() -> prompt(json.path("prompt")));
            case EMBEDDINGS -> present(json, "input").or(() -> embedded(json.path("input")));
            case RESPONSES ->
                    json.has("prompt") && !json.has("input")
                            ? Optional.empty()
                            : present(json, "input").or(() -> input(json.path("input")));
        };
    }

    private static Optional<OpenAiError> present(ObjectNode json, String field) {
        return json.path(field).isMissingNode() ? missing(field) : Optional.empty();
    }

    private static Optional<OpenAiError> messages(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            return wrong("messages", "must be an array with one message at least");
        }
        for (int i = 0; i < messages.size(); i++) {
            Optional<OpenAiError> problem = message("messages[%d]".formatted(i), messages.get(i));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<OpenAiError> message(String path, JsonNode message) {
        if (!message.isObject()) {
            return wrong(path, "must be an object");
        }
        if (Json.text(message, "role").map(String::isBlank).orElse(true)) {
            return wrong(path + ".role", "must be a string that is not blank");
        }
        JsonNode content = message.path("content");
        boolean right =
                content.isMissingNode()
                        || content.isNull()
                        || content.isString()
                        || content.isArray();
        return right
                ? Optional.empty()
                : wrong(path + ".content", "must be a string or an array of parts");
    }

    private static Optional<OpenAiError> prompt(JsonNode prompt) {
        return prompt.isString() || textsOrTokens(prompt)
                ? Optional.empty()
                : wrong("prompt", "must be a string, or an array of strings or tokens");
    }

    private static Optional<OpenAiError> embedded(JsonNode input) {
        boolean text = input.isString() && !input.stringValue().isEmpty();
        return text || textsOrTokens(input)
                ? Optional.empty()
                : wrong("input", "must be text that is not empty, or an array of texts or tokens");
    }

    /** Strings, numbers, or arrays of numbers, one at least, all of one sort. */
    private static boolean textsOrTokens(JsonNode array) {
        if (!array.isArray() || array.isEmpty()) {
            return false;
        }
        return array.valueStream().allMatch(JsonNode::isString)
                || tokens(array)
                || array.valueStream().allMatch(each -> each.isArray() && tokens(each));
    }

    private static boolean tokens(JsonNode array) {
        return !array.isEmpty() && array.valueStream().allMatch(JsonNode::isIntegralNumber);
    }

    private static Optional<OpenAiError> input(JsonNode input) {
        return input.isString() || (input.isArray() && !input.isEmpty())
                ? Optional.empty()
                : wrong("input", "must be a string, or an array with one item at least");
    }

    private static Optional<OpenAiError> ruled(Operation operation, ObjectNode json) {
        for (Map.Entry<String, FieldRule> rule : RequestRules.of(operation).entrySet()) {
            JsonNode value = json.path(rule.getKey());
            if (!value.isMissingNode() && !value.isNull()) {
                Optional<String> problem = rule.getValue().problem(value);
                if (problem.isPresent()) {
                    return wrong(rule.getKey(), problem.get());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<OpenAiError> webhookId(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.isString()
                ? Optional.empty()
                : wrong("metadata.webhook_id", "must be a string");
    }

    private static Optional<OpenAiError> missing(String field) {
        return Optional.of(OpenAiError.missing(field));
    }

    private static Optional<OpenAiError> wrong(String field, String problem) {
        return Optional.of(OpenAiError.field(field, field + " " + problem));
    }
}
