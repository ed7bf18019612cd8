package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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

    /** What reading came to. */
    sealed interface Reading {

        record Valid(GroupRequest group) implements Reading {}

        record Invalid(OpenAiError error) implements Reading {}
    }

    static Reading read(Operation operation, Payload body) {
        Optional<JsonNode> json = Json.read(body);
        if (json.isEmpty() || !(json.get() instanceof ObjectNode object)) {
            return new Reading.Invalid(
                    OpenAiError.request("invalid_json", "the request body is not a JSON object"));
        }
        return problem(object)
                .<Reading>map(Reading.Invalid::new)
                .orElseGet(() -> read(operation, object, Json.elements(body, REQUESTS)));
    }

    private static Reading read(Operation operation, ObjectNode json, List<Payload> elements) {
        List<ModelRequest> requests = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            switch (RequestReader.read(operation, elements.get(i))) {
                case RequestReader.Reading.Valid(ModelRequest request) -> requests.add(request);
                case RequestReader.Reading.Invalid(OpenAiError error) -> {
                    return new Reading.Invalid(error.within("%s[%d]".formatted(REQUESTS, i)));
                }
            }
        }
        return new Reading.Valid(new GroupRequest(requests, Json.text(json, WEBHOOK_ID)));
    }

    private static Optional<OpenAiError> problem(ObjectNode json) {
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (!FIELDS.contains(member.getKey())) {
                return Optional.of(
                        OpenAiError.field(
                                member.getKey(),
                                "%s is not a field of a group; those are requests and webhook_id"
                                        .formatted(member.getKey())));
            }
        }
        JsonNode requests = json.path(REQUESTS);
        if (requests.isMissingNode()) {
            return Optional.of(OpenAiError.missing(REQUESTS));
        }
        if (!requests.isArray() || requests.isEmpty() || requests.size() > MOST) {
            return Optional.of(
                    OpenAiError.field(
                            REQUESTS, "requests must be an array of 1 to %d".formatted(MOST)));
        }
        JsonNode webhookId = json.path(WEBHOOK_ID);
        return webhookId.isMissingNode() || webhookId.isNull() || webhookId.isString()
                ? Optional.empty()
                : Optional.of(OpenAiError.field(WEBHOOK_ID, "webhook_id must be a string"));
    }
}
