package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.providers.request.MalformedSchemeException;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The queue of fal. Models are named {@code owner/alias}, perhaps with more behind; a request in
 * the queue is found under the first two parts alone.
 */
record FalTasks() implements TaskProtocol {

    private static final String REQUEST_ID = "request_id";

    /** What stands before the owner of some models. */
    private static final Set<String> SPACES = Set.of("workflows", "comfy");

    @Override
    public boolean takes(Operation operation) {
        return operation == Operation.CHAT || operation == Operation.COMPLETIONS;
    }

    @Override
    public String provider() {
        return "fal";
    }

    /**
     * {@inheritDoc} Each request names its own callback, which is signed with keys that fal shows
     * to everybody. Whatever else stands in its place is asked for its keys.
     */
    @Override
    public Optional<Request> arrange(Upstream upstream, URI url) {
        return isFal(upstream) || given(upstream).isPresent()
                ? Optional.empty()
                : Optional.of(TaskRequests.get(upstream, "/.well-known/jwks.json"));
    }

    /**
     * {@inheritDoc} The upstream's setting for a secret may say otherwise: the URL of a key set, or
     * that set itself.
     */
    @Override
    public Optional<Arrangement> arranged(Upstream upstream, Optional<Reply> answer) {
        return given(upstream)
                .or(() -> answer.flatMap(TaskReplies::object).flatMap(set -> keys(set.toString())))
                .map(context -> new Arrangement(List.of(), context, Optional.empty()))
                .or(() -> Optional.of(Arrangement.NONE).filter(_ -> isFal(upstream)));
    }

    private static boolean isFal(Upstream upstream) {
        return (upstream.baseUrl().getHost() + "/").endsWith(".fal.run/");
    }

    private static Optional<String> given(Upstream upstream) {
        return upstream.tasks().webhookSecret().map(Secret::reveal).flatMap(FalTasks::keys);
    }

    private static Optional<String> keys(String setting) {
        JsonObject context = new JsonObject();
        JsonTree.readObject(Payload.of(setting))
                .ifPresentOrElse(
                        set -> context.put("jwks", set), () -> context.put("jwks_url", setting));
        String text = context.toString();
        return isContext(text) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isContext(String text) {
        try {
            SchemeContext read = SchemeContext.parse(text);
            return read.jwks().isPresent() || read.jwksUrl().isPresent();
        } catch (MalformedSchemeException _) {
            return false;
        }
    }

    @Override
    public Optional<String> problem(NewTask task) {
        List<String> parts = TaskPath.parts(task.model());
        return parts.size() < shortest(parts)
                ? Optional.of("model must be owner/name at this upstream")
                : ModelInput.problem(task);
    }

    private static int shortest(List<String> parts) {
        return !parts.isEmpty() && SPACES.contains(parts.getFirst()) ? 3 : 2;
    }

    @Override
    public Request submit(Upstream upstream, NewTask task) {
        String query =
                task.callback()
                        .map(callback -> TaskPath.segment(callback.url().toString()))
                        .map(url -> "?fal_webhook=" + url)
                        .orElse("");
        return TaskRequests.submit(
                upstream,
                TaskPath.of(TaskPath.parts(task.model())) + query,
                ModelInput.accepted(task));
    }

    @Override
    public Submitted submitted(NewTask task, Reply reply) {
        return TaskReplies.submitted(
                reply, "a request in its queue", REQUEST_ID, _ -> new TaskState.Underway());
    }

    @Override
    public Request look(Upstream upstream, RemoteTask task) {
        return TaskRequests.get(upstream, path(task) + "/status");
    }

    @Override
    public TaskState looked(RemoteTask task, Reply reply) {
        return TaskReplies.state(reply, "the state of a request", FalRequest::state);
    }

    @Override
    public Request fetch(Upstream upstream, RemoteTask task) {
        return TaskRequests.get(upstream, path(task));
    }

    @Override
    public TaskState fetched(RemoteTask task, Reply reply) {
        return FalRequest.fetched(task, reply);
    }

    @Override
    public Optional<Request> callOff(Upstream upstream, RemoteTask task) {
        return Optional.of(TaskRequests.bare("PUT", upstream, path(task) + "/cancel"));
    }

    private static String path(RemoteTask task) {
        List<String> parts = TaskPath.parts(task.model());
        return TaskPath.of(parts.subList(0, Math.min(parts.size(), shortest(parts))))
                + "/requests"
                + TaskPath.of(List.of(task.id()));
    }

    @Override
    public Optional<String> about(Payload callback) {
        return TaskReplies.told(callback).flatMap(told -> TaskPath.id(told.text(REQUEST_ID)));
    }

    @Override
    public TaskState told(RemoteTask task, Payload callback) {
        return TaskReplies.told(callback)
                .map(told -> FalRequest.told(task, told))
                .orElseGet(TaskState.Underway::new);
    }
}
