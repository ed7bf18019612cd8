package dev.ringback.server.openai;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonGrammar;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Outline;
import dev.ringback.net.json.Strictness;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a request to a model, or says what is wrong with it. */
public final class ModelRequestReader {

    /** What is said of a body that is another value. */
    private static final String NO_OBJECT = "is not a JSON object";

    private static final String NO_JSON = "is not valid JSON";

    /** What is said of a body that is more than is read. */
    private static final String BEYOND =
            """
            has more than %d JSON tokens, is nested deeper than %d levels, or has a number of more \
            than %d characters\
            """
                    .formatted(
                            JsonTree.MAX_TOKENS,
                            Strictness.TREE.depth(),
                            Strictness.TREE.longestNumber());

    private ModelRequestReader() {}

    /** Reads a request's body. */
    public static Asked<ModelRequest> read(Operation operation, Payload body) {
        return object(body)
                .then(outline ->
                        Asked.unless(
                                problem(operation, outline),
                                () -> ModelRequest.of(operation, body, outline)));
    }

    /** Reads a body that is any object. */
    public static Asked<Outline> object(Payload body) {
        return switch (Outline.read(body, Strictness.TREE)) {
            case Outline.Reading.Members(Outline outline) -> new Asked.Valid<>(outline);
            case Outline.Reading.Malformed(var why, _) ->
                    new Asked.Invalid<>(
                            OpenAiError.request(
                                    why == Outline.Why.BEYOND ? "too_complex" : "invalid_json",
                                    "the request body " + words(why, body)));
        };
    }

    private static String words(Outline.Why why, Payload body) {
        return switch (why) {
            case BEYOND -> BEYOND;
            case NO_OBJECT -> JsonGrammar.accepts(body.bytes()) ? NO_OBJECT : NO_JSON;
            case NO_JSON -> NO_JSON;
        };
    }

    /** All that is wrong with a request; empty when nothing is. */
    private static Optional<OpenAiError> problem(Operation operation, Outline request) {
        return OpenAiError.all(
                Stream.of(
                                model(request).stream(),
                                RequestContent.problems(operation, request),
                                FieldRule.problems(RequestRules.of(operation), request),
                                background(operation, request).stream(),
                                WebhookField.problems(request))
                        .flatMap(each -> each));
    }

    /** OpenAI knows it of responses alone; a model server would answer at once, or say nothing. */
    private static Optional<OpenAiError> background(Operation operation, Outline request) {
        return operation != Operation.RESPONSES && request.isTrue("background")
                ? OpenAiError.wrong(
                        "background",
                        "is for /v1/responses; /v1/slow%s does the same for this"
                                .formatted(operation.path()))
                : Optional.empty();
    }

    private static Optional<OpenAiError> model(Outline request) {
        if (!request.has("model")) {
            return Optional.of(OpenAiError.missing("model"));
        }
        return request.text("model").map(String::isBlank).orElse(true)
                ? OpenAiError.wrong("model", "must be a string that is not blank")
                : Optional.empty();
    }
}
