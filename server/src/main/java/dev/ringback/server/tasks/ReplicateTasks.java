package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.Embedded;
import dev.ringback.net.json.JsonObject;
import dev.ringback.protocol.MalformedKeyException;
import dev.ringback.protocol.SymmetricKey;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Replicate's predictions. Models are named {@code owner/name}, {@code owner/name:version} or by a
 * version alone.
 */
record ReplicateTasks() implements TaskProtocol {

    private static final String PREDICTIONS = "/predictions";
    private static final String INPUT = "input";
    private static final String A_PREDICTION = "a prediction";

    @Override
    public boolean takes(Operation operation) {
        return operation == Operation.CHAT || operation == Operation.COMPLETIONS;
    }

    @Override
    public String provider() {
        return "replicate";
    }

    /** {@inheritDoc} Its callbacks are signed with the account's key, which its API tells. */
    @Override
    public Optional<Request> arrange(Upstream upstream, URI url) {
        return upstream.tasks().webhookSecret().isPresent()
                ? Optional.empty()
                : Optional.of(TaskRequests.get(upstream, "/webhooks/default/secret"));
    }

    @Override
    public Optional<Arrangement> arranged(Upstream upstream, Optional<Reply> answer) {
        return upstream.tasks()
                .webhookSecret()
                .or(() -> answer.flatMap(TaskReplies::object).flatMap(ReplicateTasks::key))
                .map(Arrangement::of);
    }

    private static Optional<Secret> key(JsonObject answer) {
        return answer.text("key").filter(ReplicateTasks::isKey).map(Secret::new);
    }

    private static boolean isKey(String text) {
        try {
            return !SymmetricKey.parse(text).reveal().isEmpty();
        } catch (MalformedKeyException _) {
            return false;
        }
    }

    @Override
    public Optional<String> problem(NewTask task) {
        return ReplicateModel.parse(task.model()).isEmpty()
                ? Optional.of(
                        "model must be owner/name, owner/name:version or a version at this"
                                + " upstream")
                : ModelInput.problem(task);
    }

    @Override
    public Request submit(Upstream upstream, NewTask task) {
        ReplicateModel model = ReplicateModel.parse(task.model()).orElseThrow();
        var fields = new JsonObject();
        task.callback()
                .ifPresent(callback ->
                        fields.put("webhook", callback.url().toString())
                                .put("webhook_events_filter", List.of("completed")));
        Payload input = ModelInput.accepted(task);
        return switch (model) {
            case ReplicateModel.Named(List<String> parts) ->
                    TaskRequests.submit(
                            upstream,
                            "/models" + TaskPath.of(parts) + PREDICTIONS,
                            Embedded.first(INPUT, input, fields).json());
            case ReplicateModel.Version(String version) ->
                    TaskRequests.submit(
                            upstream,
                            PREDICTIONS,
                            Embedded.first(INPUT, input, fields.put("version", version)).json());
        };
    }

    @Override
    public Submitted submitted(NewTask task, Reply reply) {
        return TaskReplies.submitted(
                reply,
                A_PREDICTION,
                "id",
                prediction ->
                        ReplicatePrediction.state(
                                        new RemoteTask(
                                                prediction.text("id").orElse(""),
                                                task.operation(),
                                                task.model(),
                                                task.job()),
                                        prediction)
                                .orElseGet(TaskState.Underway::new));
    }

    @Override
    public Request look(Upstream upstream, RemoteTask task) {
        return TaskRequests.get(upstream, path(task));
    }

    @Override
    public TaskState looked(RemoteTask task, Reply reply) {
        return TaskReplies.state(
                reply, A_PREDICTION, prediction -> ReplicatePrediction.state(task, prediction));
    }

    @Override
    public Optional<Request> callOff(Upstream upstream, RemoteTask task) {
        return Optional.of(TaskRequests.bare("POST", upstream, path(task) + "/cancel"));
    }

    private static String path(RemoteTask task) {
        return PREDICTIONS + TaskPath.of(List.of(task.id()));
    }

    @Override
    public Optional<String> about(Payload callback) {
        return TaskReplies.told(callback).flatMap(prediction -> TaskPath.id(prediction.text("id")));
    }

    @Override
    public TaskState told(RemoteTask task, Payload callback) {
        return TaskReplies.told(callback)
                .flatMap(prediction -> ReplicatePrediction.state(task, prediction))
                .orElseGet(TaskState.Underway::new);
    }
}
