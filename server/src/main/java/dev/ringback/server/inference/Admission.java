package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.upstreams.Choice;
import dev.ringback.server.upstreams.Upstreams;
import java.util.Optional;

/**
 * Decides whether a request is taken: it is valid, an upstream takes its model, and the webhook it
 * names can be told. Nothing runs for a request that is refused.
 */
final class Admission {

    private static final String WEBHOOK_ID = "metadata.webhook_id";

    private final Upstreams upstreams;
    private final NamedEndpoints endpoints;

    Admission(Upstreams upstreams, NamedEndpoints endpoints) {
        this.upstreams = upstreams;
        this.endpoints = endpoints;
    }

    /** The decision. */
    sealed interface Decision {

        record Admitted(ChatRequest request, Choice choice) implements Decision {}

        record Refused(OpenAiError error) implements Decision {}
    }

    Decision decide(ProjectId project, Payload body) {
        return switch (ChatRequestReader.read(body)) {
            case ChatRequestReader.Reading.Invalid(OpenAiError error) ->
                    new Decision.Refused(error);
            case ChatRequestReader.Reading.Valid(ChatRequest request) -> decide(project, request);
        };
    }

    private Decision decide(ProjectId project, ChatRequest request) {
        Optional<Choice> choice = upstreams.taking(request.model());
        if (choice.isEmpty()) {
            return new Decision.Refused(
                    new OpenAiError(
                            404,
                            "no upstream serves the model '%s'".formatted(request.model()),
                            Optional.of("model"),
                            Optional.of("model_not_found")));
        }
        return request.webhookId()
                .flatMap(id -> problem(project, id))
                .<Decision>map(Decision.Refused::new)
                .orElseGet(() -> new Decision.Admitted(request, choice.get()));
    }

    private Optional<OpenAiError> problem(ProjectId project, String id) {
        Optional<Endpoint> endpoint = endpoints.find(project, id);
        if (endpoint.isEmpty()) {
            return refused("webhook_not_found", "names no webhook endpoint of this project");
        }
        return switch (endpoint.get().state()) {
            case EndpointState.Enabled _, EndpointState.Paused _ -> Optional.empty();
            case EndpointState.Disabled(String reason) ->
                    refused(
                            "webhook_disabled",
                            "names a webhook endpoint that is disabled"
                                    + (reason.isBlank() ? "" : ": " + reason));
        };
    }

    private static Optional<OpenAiError> refused(String code, String what) {
        return Optional.of(
                new OpenAiError(
                        400, WEBHOOK_ID + " " + what, Optional.of(WEBHOOK_ID), Optional.of(code)));
    }
}
