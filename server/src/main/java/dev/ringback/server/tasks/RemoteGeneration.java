package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import java.util.List;
import java.util.Optional;

/** A generation at another Ringback, as it shows it to those who ask, and in callbacks. */
final class RemoteGeneration {

    private static final String A_GENERATION = "a generation";
    private static final String ERROR = "error";
    private static final String CANCELLED = "the generation was cancelled at the upstream";

    private RemoteGeneration() {}

    /** Begins one. The job's id makes it one, however often that is asked. */
    static Request submit(Upstream upstream, NewTask task, AmendedRequest request) {
        return TaskRequests.submit(
                upstream,
                "/slow" + task.operation().path(),
                request.inOnePiece().payload(),
                TaskRequests.idempotencyKey(task.job()));
    }

    static Submitted submitted(Reply reply) {
        return TaskReplies.submitted(reply, A_GENERATION, "id", _ -> new TaskState.Underway());
    }

    static Request look(Upstream upstream, RemoteTask task) {
        return TaskRequests.get(upstream, path(task));
    }

    static TaskState looked(RemoteTask task, Reply reply) {
        return TaskReplies.state(reply, A_GENERATION, json -> state(task.operation(), json));
    }

    static Request callOff(Upstream upstream, RemoteTask task) {
        return TaskRequests.bare("POST", upstream, path(task) + "/cancel");
    }

    private static String path(RemoteTask task) {
        return "/generation" + TaskPath.of(List.of(task.id()));
    }

    /** How far one is; empty when it does not say, or has succeeded with no such answer. */
    static Optional<TaskState> state(Operation operation, JsonObject generation) {
        return generation.text("state").flatMap(state -> state(operation, generation, state));
    }

    private static Optional<TaskState> state(
            Operation operation, JsonObject generation, String state) {
        return switch (state) {
            case "Success" -> answered(operation, generation);
            case "Failed" -> Optional.of(new TaskState.Failed(why(generation)));
            case "Cancelled" -> Optional.of(new TaskState.Failed(CANCELLED));
            default -> Optional.of(new TaskState.Underway());
        };
    }

    private static Optional<TaskState> answered(Operation operation, JsonObject generation) {
        return generation
                .at("response")
                .object()
                .flatMap(response -> ModelAnswer.of(operation, response))
                .map(answer -> new TaskState.Answered(answer.json()));
    }

    private static String why(JsonObject generation) {
        return ModelAnswer.errorMessage(new JsonObject().put(ERROR, generation.at("stateMessage")))
                .map(message -> "the generation failed: " + message)
                .orElse("the generation failed");
    }
}
