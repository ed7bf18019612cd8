package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import java.util.List;
import java.util.Optional;

/** A background response, at OpenAI or wherever else OpenAI's words are spoken. */
final class RemoteResponse {

    private static final String RESPONSES = Operation.RESPONSES.path();
    private static final String A_RESPONSE = "a response";

    private RemoteResponse() {}

    /** Begins one. The job's id makes it one, however often that is asked. */
    static Request submit(Upstream upstream, NewTask task, AmendedRequest request) {
        return TaskRequests.submit(
                upstream,
                RESPONSES,
                request.inOnePiece().with("background", true).payload(),
                TaskRequests.idempotencyKey(task.job()));
    }

    static Submitted submitted(Reply reply) {
        return TaskReplies.submitted(
                reply, A_RESPONSE, "id", json -> state(json).orElseGet(TaskState.Underway::new));
    }

    static Request look(Upstream upstream, RemoteTask task) {
        return TaskRequests.get(upstream, path(task));
    }

    static TaskState looked(Reply reply) {
        return TaskReplies.state(reply, A_RESPONSE, RemoteResponse::state);
    }

    static Request callOff(Upstream upstream, RemoteTask task) {
        return TaskRequests.bare("POST", upstream, path(task) + "/cancel");
    }

    private static String path(RemoteTask task) {
        return RESPONSES + TaskPath.of(List.of(task.id()));
    }

    /**
     * How far one is; empty when it does not say, or says that it is done and is none. One that
     * failed is an answer as much as one that did not: it says so itself, as to any other client.
     */
    static Optional<TaskState> state(JsonObject json) {
        return json.text("status").flatMap(status -> state(json, status));
    }

    private static Optional<TaskState> state(JsonObject json, String status) {
        return switch (status) {
            case "completed", "incomplete" -> answered(json);
            case "failed", "cancelled" ->
                    answered(json)
                            .or(() ->
                                    new ModelAnswer(Operation.RESPONSES, json)
                                            .failure()
                                            .map(TaskState.Failed::new));
            default -> Optional.of(new TaskState.Underway());
        };
    }

    private static Optional<TaskState> answered(JsonObject json) {
        return ModelAnswer.of(Operation.RESPONSES, json)
                .map(answer -> new TaskState.Answered(answer.json()));
    }
}
