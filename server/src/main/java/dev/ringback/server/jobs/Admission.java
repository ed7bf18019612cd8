package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ModelRequestReader;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.Upstreams;
import java.util.Optional;

/**
 * Decides whether a request is taken: it is valid, an upstream takes its model, and the webhook it
 * names can be told. Nothing runs for a request that is refused.
 */
public final class Admission {

    private final Upstreams upstreams;
    private final NamedEndpoints endpoints;
    private final long largest;

    /**
     * Wires.
     *
     * @param largest bytes that one request can have in memory, whatever others hold
     */
    public Admission(Upstreams upstreams, NamedEndpoints endpoints, long largest) {
        this.upstreams = upstreams;
        this.endpoints = endpoints;
        this.largest = largest;
    }

    /** A request that is taken, and by whom it will be answered. */
    public record Admitted(ModelRequest request, UpstreamChoice choice) {}

    /** Decides on a request's body. */
    public Asked<Admitted> decide(ProjectId project, Operation operation, Payload body) {
        return ModelRequestReader.read(operation, body).then(asked -> decide(project, asked));
    }

    /** Decides on a request that has been read. */
    public Asked<Admitted> decide(ProjectId project, ModelRequest request) {
        Optional<UpstreamChoice> choice = upstreams.taking(request.model());
        if (choice.isEmpty()) {
            return new Asked.Invalid<>(noModel(upstreams, request.model()));
        }
        return Asked.unless(
                request.webhookId()
                        .flatMap(id -> problem(project, request.webhookPath(), id))
                        .or(() -> nameless(choice.get()))
                        .or(() -> untaken(choice.get().upstream(), request.operation()))
                        .or(() -> tooLarge(request.body())),
                () -> new Admitted(request, choice.get()));
    }

    /**
     * Why a request could never be answered: the demo models make a tree of it in this process.
     * Empty when it can, and when other model servers are asked.
     */
    public Optional<OpenAiError> tooLarge(Payload request) {
        return upstreams.areDemo() && JsonTree.treeBytes(request) > largest
                ? Optional.of(
                        OpenAiError.of(
                                413,
                                "too_large",
                                "the request has more values than the demo models can hold with"
                                        + " this heap"))
                : Optional.empty();
    }

    private static Optional<OpenAiError> nameless(UpstreamChoice choice) {
        return choice.model().isBlank()
                ? OpenAiError.wrong(
                        "model",
                        "names the upstream %s and no model of it"
                                .formatted(choice.upstream().name()))
                : Optional.empty();
    }

    private static Optional<OpenAiError> untaken(Upstream upstream, Operation operation) {
        boolean taken =
                upstream.kind().answersAtOnce() || TaskProtocol.of(upstream).takes(operation);
        return taken
                ? Optional.empty()
                : OpenAiError.wrong(
                        "model",
                        "leads to an upstream for other work: "
                                + TaskProtocol.untaken(upstream, operation));
    }

    /** Why clients cannot wait for the answer of an upstream; empty when they can. */
    public static Optional<OpenAiError> notAtOnce(UpstreamChoice choice, Operation operation) {
        return choice.upstream().kind().answersAtOnce()
                ? Optional.empty()
                : OpenAiError.wrong(
                        "model",
                        "leads to the upstream %s, which answers later; ask /v1/slow/%s instead"
                                .formatted(choice.upstream().name(), operation.word()));
    }

    /** What is said of a model that no upstream serves. */
    public static OpenAiError noModel(Upstreams upstreams, String model) {
        return new OpenAiError(
                404,
                upstreams.unserved(model),
                Optional.of("model"),
                Optional.of("model_not_found"));
    }

    /**
     * Why an endpoint cannot be told; empty when it can.
     *
     * @param field where the request names it
     */
    public Optional<OpenAiError> problem(ProjectId project, String field, String id) {
        Optional<Endpoint> endpoint = endpoints.find(project, id);
        if (endpoint.isEmpty()) {
            return refused(field, "webhook_not_found", "names no webhook endpoint of this project");
        }
        return switch (endpoint.get().state()) {
            case EndpointState.Enabled _, EndpointState.Paused _ -> Optional.empty();
            case EndpointState.Disabled(String reason) ->
                    refused(
                            field,
                            "webhook_disabled",
                            "names a webhook endpoint that is disabled"
                                    + (reason.isBlank() ? "" : ": " + reason));
        };
    }

    private static Optional<OpenAiError> refused(String field, String code, String what) {
        return Optional.of(
                new OpenAiError(400, field + " " + what, Optional.of(field), Optional.of(code)));
    }
}
