package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Another Ringback: its background requests and background responses. Callbacks go to an endpoint
 * that is made there beforehand, in the format {@code standard}, and have the whole result.
 */
record RingbackTasks() implements TaskProtocol {

    private static final String METADATA = "metadata";
    private static final String WEBHOOK_ID = "webhook_id";

    /** Of generations, beside those of responses. */
    private static final Set<String> GENERATIONS =
            Set.of("generation.completed", "async-embedding.completed");

    @Override
    public boolean takes(Operation operation) {
        return switch (operation) {
            case CHAT, COMPLETIONS, EMBEDDINGS, RESPONSES -> true;
        };
    }

    /** {@inheritDoc} All its formats are signed in this way. */
    @Override
    public String provider() {
        return "standard-webhooks";
    }

    @Override
    public Optional<Request> arrange(Upstream upstream, URI url) {
        return RemoteEndpoint.create(upstream, url);
    }

    @Override
    public Optional<Arrangement> arranged(Upstream upstream, Optional<Reply> answer) {
        return answer.flatMap(TaskReplies::object)
                .flatMap(endpoint ->
                        TaskPath.id(endpoint.text("id"))
                                .flatMap(id ->
                                        endpoint.text("secret")
                                                .filter(secret -> !secret.isBlank())
                                                .map(Secret::new)
                                                .map(secret ->
                                                        new Arrangement(
                                                                List.of(secret),
                                                                "{}",
                                                                Optional.of(id)))));
    }

    @Override
    public Optional<String> problem(NewTask task) {
        return Optional.empty();
    }

    @Override
    public Request submit(Upstream upstream, NewTask task) {
        AmendedRequest request =
                AmendedRequest.of(task.request())
                        .without(WEBHOOK_ID)
                        .with(METADATA, metadata(task));
        return task.operation() == Operation.RESPONSES
                ? RemoteResponse.submit(upstream, task, request)
                : RemoteGeneration.submit(upstream, task, request);
    }

    /** A webhook that the client named is known here; the one that we name is known there. */
    private static Optional<JsonObject> metadata(NewTask task) {
        return Optional.of(
                        AmendedRequest.of(task.request())
                                .object(METADATA)
                                .orElseGet(JsonObject::new)
                                .remove(WEBHOOK_ID)
                                .putIfPresent(
                                        WEBHOOK_ID,
                                        task.callback().flatMap(NewTask.Callback::name)))
                .filter(metadata -> !metadata.isEmpty());
    }

    @Override
    public Submitted submitted(NewTask task, Reply reply) {
        if (RemoteEndpoint.isGone(reply)) {
            return new Submitted.NoCallback(reply);
        }
        return task.operation() == Operation.RESPONSES
                ? RemoteResponse.submitted(reply)
                : RemoteGeneration.submitted(reply);
    }

    @Override
    public Request look(Upstream upstream, RemoteTask task) {
        return task.operation() == Operation.RESPONSES
                ? RemoteResponse.look(upstream, task)
                : RemoteGeneration.look(upstream, task);
    }

    @Override
    public TaskState looked(RemoteTask task, Reply reply) {
        return task.operation() == Operation.RESPONSES
                ? RemoteResponse.looked(reply)
                : RemoteGeneration.looked(task, reply);
    }

    @Override
    public Optional<Request> callOff(Upstream upstream, RemoteTask task) {
        return Optional.of(
                task.operation() == Operation.RESPONSES
                        ? RemoteResponse.callOff(upstream, task)
                        : RemoteGeneration.callOff(upstream, task));
    }

    @Override
    public Optional<String> about(Payload callback) {
        return TaskReplies.told(callback)
                .filter(event -> isOfTask(event.text("type").orElse("")))
                .flatMap(event -> TaskPath.id(event.at("data").text("id")));
    }

    private static boolean isOfTask(String type) {
        return GENERATIONS.contains(type) || type.startsWith("response.");
    }

    /** {@inheritDoc} One that is done and not told whole is to be fetched. */
    @Override
    public TaskState told(RemoteTask task, Payload callback) {
        return TaskReplies.told(callback)
                .flatMap(event -> event.at("data").object())
                .flatMap(data ->
                        task.operation() == Operation.RESPONSES
                                ? RemoteResponse.state(data)
                                : RemoteGeneration.state(task.operation(), data))
                .orElseGet(TaskState.Elsewhere::new);
    }
}
