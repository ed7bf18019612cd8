package dev.ringback.server.groups;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ModelRequestReader;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A group of requests of one kind, as inference.net takes them: one object with {@code requests}
 * and perhaps {@code webhook_id}, and nothing else.
 *
 * @param requests 1 to 50
 * @param webhookId the endpoint that is told when all have ended
 */
record GroupRequest(List<ModelRequest> requests, Optional<String> webhookId) {

    /** As many as inference.net takes. */
    static final int MOST = 50;

    private static final String REQUESTS = "requests";
    private static final String WEBHOOK_ID = "webhook_id";
    private static final Set<String> FIELDS = Set.of(REQUESTS, WEBHOOK_ID);

    static Asked<GroupRequest> read(Operation operation, Payload body) {
        return ModelRequestReader.object(body).then(outline -> read(operation, outline));
    }

    private static Asked<GroupRequest> read(Operation operation, Outline outline) {
        Optional<OpenAiError> problem = OpenAiError.all(problems(outline));
        if (problem.isPresent()) {
            return new Asked.Invalid<>(problem.get());
        }
        List<Payload> elements = outline.elements(REQUESTS, MOST + 1);
        if (elements.isEmpty() || elements.size() > MOST) {
            return new Asked.Invalid<>(few());
        }
        List<ModelRequest> requests = new ArrayList<>(elements.size());
        List<OpenAiError> wrong = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            switch (ModelRequestReader.read(operation, elements.get(i))) {
                case Asked.Valid(ModelRequest request) -> requests.add(request);
                case Asked.Invalid(OpenAiError error) ->
                        wrong.add(error.within("%s[%d]".formatted(REQUESTS, i)));
            }
        }
        return Asked.unless(
                OpenAiError.all(wrong.stream()),
                () -> new GroupRequest(requests, outline.text(WEBHOOK_ID)));
    }

    private static Stream<OpenAiError> problems(Outline outline) {
        Stream<OpenAiError> unknown =
                outline.names().stream()
                        .filter(name -> !FIELDS.contains(name))
                        .map(name ->
                                OpenAiError.field(
                                        name,
                                        "%s is no field of a group; requests and webhook_id are"
                                                .formatted(name)));
        Stream<OpenAiError> endpoint =
                outline.given(WEBHOOK_ID).stream()
                        .filter(given -> !given.is(JsonType.TEXT))
                        .map(_ -> OpenAiError.field(WEBHOOK_ID, WEBHOOK_ID + " must be a string"));
        return Stream.of(unknown, requests(outline).stream(), endpoint).flatMap(each -> each);
    }

    private static Optional<OpenAiError> requests(Outline outline) {
        if (!outline.has(REQUESTS)) {
            return Optional.of(OpenAiError.missing(REQUESTS));
        }
        return outline.member(REQUESTS, JsonType.ARRAY).isEmpty()
                ? Optional.of(few())
                : Optional.empty();
    }

    private static OpenAiError few() {
        return OpenAiError.field(REQUESTS, "requests must be an array of 1 to %d".formatted(MOST));
    }
}
