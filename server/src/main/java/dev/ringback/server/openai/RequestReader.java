package dev.ringback.server.openai;

import dev.ringback.kernel.Payload;
import dev.ringback.server.json.Outline;
import java.util.Map;
import java.util.Optional;

/** Decides whether bytes are a request to a model. */
public final class RequestReader {

    /** What reading came to. */
    public sealed interface Reading {

        /** It is one. */
        record Valid(ModelRequest request) implements Reading {}

        /** It is none. */
        record Invalid(OpenAiError error) implements Reading {}
    }

    /** What is said of a body that is another value. */
    public static final String NO_OBJECT = "is not a JSON object";

    private RequestReader() {}

    /** Reads a request's body. */
    public static Reading read(Operation operation, Payload body) {
        return switch (Outline.read(body)) {
            case Outline.Reading.Malformed(String why) -> new Reading.Invalid(unreadable(why));
            case Outline.Reading.NoObject _ -> new Reading.Invalid(unreadable(NO_OBJECT));
            case Outline.Reading.Members(Outline outline) ->
                    problem(operation, outline)
                            .<Reading>map(Reading.Invalid::new)
                            .orElseGet(() ->
                                    new Reading.Valid(ModelRequest.of(operation, body, outline)));
        };
    }

    /** A body of which nothing could be made. */
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
                    request.given(rule.getKey())
                            .map(request::sketch)
                            .flatMap(rule.getValue()::problem);
            if (problem.isPresent()) {
                return wrong(rule.getKey(), problem.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<OpenAiError> webhookId(Outline request) {
        return request.object("metadata")
                        .flatMap(metadata -> metadata.given("webhook_id"))
                        .filter(value -> !value.isString())
                        .isPresent()
                ? wrong("metadata.webhook_id", "must be a string")
                : Optional.empty();
    }

    static Optional<OpenAiError> wrong(String field, String problem) {
        return Optional.of(OpenAiError.field(field, field + " " + problem));
    }
}
