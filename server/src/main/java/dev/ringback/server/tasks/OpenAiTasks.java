package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import java.net.URI;
import java.util.Optional;

/** OpenAI's background responses. Its callbacks name a response, which is then fetched. */
record OpenAiTasks() implements TaskProtocol {

    private static final String RESPONSE = "response.";

    @Override
    public boolean takes(Operation operation) {
        return operation == Operation.RESPONSES;
    }

    @Override
    public String provider() {
        return "openai";
    }

    /** {@inheritDoc} Endpoints are made in its dashboard. */
    @Override
    public Optional<Request> arrange(Upstream upstream, URI url) {
        return Optional.empty();
    }

    @Override
    public Optional<Arrangement> arranged(Upstream upstream, Optional<Reply> answer) {
        return upstream.tasks().webhookSecret().map(Arrangement::of);
    }

    @Override
    public Optional<String> problem(NewTask task) {
        return Optional.empty();
    }

    @Override
    public Request submit(Upstream upstream, NewTask task) {
        return RemoteResponse.submit(upstream, task, AmendedRequest.of(task.request()));
    }

    @Override
    public Submitted submitted(NewTask task, Reply reply) {
        return RemoteResponse.submitted(reply);
    }

    @Override
    public Request look(Upstream upstream, RemoteTask task) {
        return RemoteResponse.look(upstream, task);
    }

    @Override
    public TaskState looked(RemoteTask task, Reply reply) {
        return RemoteResponse.looked(reply);
    }

    @Override
    public Optional<Request> callOff(Upstream upstream, RemoteTask task) {
        return Optional.of(RemoteResponse.callOff(upstream, task));
    }

    @Override
    public Optional<String> about(Payload callback) {
        return TaskReplies.told(callback)
                .filter(event -> type(event).startsWith(RESPONSE))
                .flatMap(event -> TaskPath.id(event.at("data").text("id")));
    }

    @Override
    public TaskState told(RemoteTask task, Payload callback) {
        String type = TaskReplies.told(callback).map(OpenAiTasks::type).orElse("");
        return switch (type) {
            case RESPONSE + "completed",
                    RESPONSE + "failed",
                    RESPONSE + "cancelled",
                    RESPONSE + "incomplete" ->
                    new TaskState.Elsewhere();
            default -> new TaskState.Underway();
        };
    }

    private static String type(JsonObject event) {
        return event.text("type").orElse("");
    }
}
