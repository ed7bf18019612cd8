package dev.ringback.server.inference;

import static java.util.Map.entry;

import dev.ringback.kernel.Payload;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides whether bytes are a chat completion request. The common fields must have the right type
 * and be in range; fields that are not known here pass through, for the upstream may know them.
 */
final class ChatRequestReader {

    /** What reading came to. */
    sealed interface Reading {

        record Valid(ChatRequest request) implements Reading {}

        record Invalid(OpenAiError error) implements Reading {}
    }

    /**
     * The fields that inference.net and OpenAI describe. {@code top_logprobs} and {@code
     * reasoning_effort} are as wide as the wider of the two.
     */
    private static final Map<String, FieldRule> RULES =
            new TreeMap<>(
                    Map.ofEntries(
                            entry("temperature", FieldRule.number(0, 2)),
                            entry("top_p", FieldRule.number(0, 1)),
                            entry("n", FieldRule.integer(1, 128)),
                            entry("max_tokens", FieldRule.positive()),
                            entry("max_completion_tokens", FieldRule.positive()),
                            entry("frequency_penalty", FieldRule.number(-2, 2)),
                            entry("presence_penalty", FieldRule.number(-2, 2)),
                            entry("logprobs", FieldRule.bool()),
                            entry("top_logprobs", FieldRule.integer(0, 20)),
                            entry("logit_bias", FieldRule.object()),
                            entry("stop", FieldRule.stringOrStrings()),
                            entry("seed", FieldRule.integer()),
                            entry("user", FieldRule.string()),
                            entry("stream", FieldRule.bool()),
                            entry("stream_options", FieldRule.object()),
                            entry("response_format", FieldRule.object()),
                            entry("tools", FieldRule.array()),
                            entry("tool_choice", FieldRule.stringOrObject()),
                            entry("functions", FieldRule.array()),
                            entry("function_call", FieldRule.stringOrObject()),
                            entry("top_k", FieldRule.positiveOrMinusOne()),
                            entry("min_p", FieldRule.number()),
                            entry(
                                    "reasoning_effort",
                                    FieldRule.oneOf(
                                            Set.of(
                                                    "none", "minimal", "low", "medium", "high",
                                                    "xhigh", "max"))),
                            entry("verbosity", FieldRule.string()),
                            entry("chat_template_kwargs", FieldRule.object()),
                            entry("extra_body", FieldRule.object()),
                            entry("metadata", FieldRule.object())));

    private ChatRequestReader() {}

    static Reading read(Payload body) {
        Optional<JsonNode> json = Json.read(body);
        if (json.isEmpty()) {
            return new Reading.Invalid(
                    OpenAiError.request("invalid_json", "the request body is not valid JSON"));
        }
        if (!(json.get() instanceof ObjectNode object)) {
            return new Reading.Invalid(
                    OpenAiError.request("invalid_json", "the request body is not a JSON object"));
        }
        return problem(object)
                .<Reading>map(Reading.Invalid::new)
                .orElseGet(() -> new Reading.Valid(ChatRequest.of(body, object)));
    }

    private static Optional<OpenAiError> problem(ObjectNode json) {
        return required(json)
                .or(() -> messages(json.path("messages")))
                .or(() -> ruled(json))
                .or(() -> webhookId(json.path("metadata").path("webhook_id")));
    }

    private static Optional<OpenAiError> required(ObjectNode json) {
        if (json.path("model").isMissingNode()) {
            return missing("model");
        }
        if (Json.text(json, "model").map(String::isBlank).orElse(true)) {
            return wrong("model", "must be a string that is not blank");
        }
        return json.path("messages").isMissingNode() ? missing("messages") : Optional.empty();
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

    private static Optional<OpenAiError> ruled(ObjectNode json) {
        for (Map.Entry<String, FieldRule> rule : RULES.entrySet()) {
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
        return Optional.of(
                new OpenAiError(
                        400,
                        field + " is missing",
                        Optional.of(field),
                        Optional.of("missing_required_parameter")));
    }

    private static Optional<OpenAiError> wrong(String field, String problem) {
        return Optional.of(OpenAiError.field(field, field + " " + problem));
    }
}
