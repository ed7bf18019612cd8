package dev.ringback.server.openai;

import dev.ringback.kernel.Payload;
import dev.ringback.server.json.Json;
import dev.ringback.server.json.JsonGrammar;
import dev.ringback.server.json.JsonType;
import dev.ringback.server.json.Outline;
import dev.ringback.server.json.Strictness;
import java.util.Map;
import java.util.Optional;

/** Reads a request to a model, or says what is wrong with it. */
public final class ModelRequestReader {

    /** What reading came to. */
    public sealed interface Reading {

        /** It is one. */
        record Valid(ModelRequest request) implements Reading {}

        /** It is none. */
        record Invalid(OpenAiError error) implements Reading {}
    }

    /** What is said of a body that is another value. */
    public static final String NO_OBJECT = "is not a JSON object";

    private static final String NO_JSON = "is not valid JSON";

    /** What is said of a body that is more than is read. */
    private static final String BEYOND =
            """
            has more than %d JSON tokens, is nested deeper than %d levels, or has a number of more \
            than %d characters\
            """
                    .formatted(
                            Json.MAX_TOKENS,
                            Strictness.TREE.depth(),
                            Strictness.TREE.longestNumber());

    private ModelRequestReader() {}

    /** Reads a request's body. */
    public static Reading read(Operation operation, Payload body) {
        return switch (Outline.read(body, Strictness.TREE)) {
            case Outline.Reading.Malformed(var why, _) ->
                    new Reading.Invalid(unreadable(why, body));
            case Outline.Reading.Members(Outline outline) ->
                    problem(operation, outline)
                            .<Reading>map(Reading.Invalid::new)
                            .orElseGet(() ->
                                    new Reading.Valid(ModelRequest.of(operation, body, outline)));
        };
    }

    /** A body of which nothing could be made. */
    public static OpenAiError unreadable(Outline.Why why, Payload body) {
        return unreadable(
                switch (why) {
                    case BEYOND -> BEYOND;
                    case NO_OBJECT -> JsonGrammar.accepts(body.bytes()) ? NO_OBJECT : NO_JSON;
                    case NO_JSON -> NO_JSON;
                });
    }

    /** The same in words. */
    public static OpenAiError unreadable(String why) {
        return OpenAiError.request("invalid_json", "the request body " + why);
    }

    /** What is wrong with a request; empty when nothing is. */
    private static Optional<OpenAiError> problem(Operation operation, Outline request) {
        return model(request)
                .or(() -> RequestContent.problem(operation, request))
                .or(() -> ruled(operation, request))
                .or(() -> webhookId(request));
    }

    private static Optional<OpenAiError> model(Outline request) {
        if (!request.has("model")) {
            return Optional.of(OpenAiError.missing("model"));
        }
        return request.text("model").map(String::isBlank).orElse(true)
                ? wrong("model", "must be a string that is not blank")
                : Optional.empty();
    }

    private static Optional<OpenAiError> ruled(Operation operation, Outline request) {
        for (Map.Entry<String, FieldRule> rule : RequestRules.of(operation).entrySet()) {
            Optional<String> problem =
                    request.given(rule.getKey()).flatMap(rule.getValue()::problem);
            if (problem.isPresent()) {
                return wrong(rule.getKey(), problem.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<OpenAiError> webhookId(Outline request) {
        return request.object("metadata")
                        .flatMap(metadata -> metadata.given("webhook_id"))
                        .filter(value -> !value.is(JsonType.TEXT))
                        .isPresent()
                ? wrong("metadata.webhook_id", "must be a string")
                : Optional.empty();
    }

    static Optional<OpenAiError> wrong(String field, String problem) {
        return Optional.of(OpenAiError.field(field, field + " " + problem));
    }
}
