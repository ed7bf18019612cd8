package dev.ringback.server.webhooks;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.FieldError;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Suggestion;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An endpoint in the words of OpenAI's API for webhooks. */
final class WebhookEndpointWords {

    /** What a client may say of one. */
    static final Set<String> FIELDS = Set.of("name", "url", "event_types");

    private WebhookEndpointWords() {}

    /** What is wrong with the types of events that one wants; empty when they all occur here. */
    static Optional<OpenAiError> unserved(Endpoint next) {
        return next.eventTypes().stream()
                .filter(type -> !SampleDeliveries.TYPES.contains(type))
                .findFirst()
                .flatMap(type ->
                        OpenAiError.wrong(
                                "event_types",
                                "has %s, which never occurs here; there are %s%s"
                                        .formatted(
                                                type,
                                                String.join(", ", SampleDeliveries.TYPES),
                                                Suggestion.question(
                                                        type, SampleDeliveries.TYPES))));
    }

    /**
     * Reads a body of these fields and no others.
     *
     * @param required those that must be there
     */
    static Asked<JsonFields> fields(Payload body, Set<String> known, List<String> required) {
        RoomOfThread.take(JsonTree.treeBytes(body));
        Optional<JsonObject> json =
                body.size() == 0 ? Optional.of(new JsonObject()) : JsonTree.readObject(body);
        if (json.isEmpty()) {
            return new Asked.Invalid<>(
                    OpenAiError.request("invalid_json", "the request body is not a JSON object"));
        }
        Optional<OpenAiError> wrong =
                json.get()
                        .members()
                        .filter(member -> !known.contains(member.name()))
                        .findFirst()
                        .flatMap(member ->
                                OpenAiError.wrong(
                                        member.name(),
                                        "is not a field here"
                                                + Suggestion.question(member.name(), known)))
                        .or(() ->
                                required.stream()
                                        .filter(name -> json.get().at(name).isAbsent())
                                        .findFirst()
                                        .map(OpenAiError::missing));
        JsonObject ours = json.get().copy();
        if (known.equals(FIELDS)) {
            ours.put("format", Format.OPENAI.word());
        }
        return wrong.<Asked<JsonFields>>map(Asked.Invalid::new)
                .orElseGet(() -> parsed(ours.payload()));
    }

    private static Asked<JsonFields> parsed(Payload body) {
        return switch (JsonFields.parse(body)) {
            case JsonFields.Parsed.Fields(JsonFields fields) -> new Asked.Valid<>(fields);
            case JsonFields.Parsed.Malformed(String detail) ->
                    new Asked.Invalid<>(OpenAiError.request("invalid_json", detail));
        };
    }

    static Optional<OpenAiError> problem(JsonFields given) {
        return given.problems().stream().findFirst().map(problem -> field(problem));
    }

    private static OpenAiError field(FieldError problem) {
        return OpenAiError.field(problem.field(), problem.field() + " " + problem.detail());
    }

    static JsonObject view(Endpoint endpoint) {
        return new JsonObject()
                .put("id", endpoint.id())
                .put("object", "webhook_endpoint")
                .put("created_at", endpoint.createdAt().getEpochSecond())
                .put("updated_at", endpoint.updatedAt().getEpochSecond())
                .put("name", endpoint.name())
                .put("url", endpoint.url().toString())
                .put("event_types", endpoint.eventTypes())
                .put("signing_secret_hint", hint(endpoint));
    }

    /** The end of the secret that signs now. */
    private static String hint(Endpoint endpoint) {
        String secret = endpoint.secrets().getFirst().secret().reveal();
        return "whsec_..." + secret.substring(Math.max(0, secret.length() - 4));
    }
}
