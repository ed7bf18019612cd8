package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Reply;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelAnswer;
import java.util.Optional;
import java.util.Set;

/** A request in the queue of fal, as answers and callbacks tell of it. */
final class FalRequest {

    private static final String ERROR = "error";
    private static final String FAILED = "the request failed";

    /** Refusals that are not the model's: of the key, or because it is not there, or not yet. */
    private static final Set<Integer> NOT_THE_MODEL = Set.of(401, 403, 404, 405, 408, 425, 429);

    private FalRequest() {}

    /** What the queue says of it; empty when it says nothing. */
    static Optional<TaskState> state(JsonObject status) {
        return status.text("status")
                .map(word ->
                        word.equals("COMPLETED") ? completed(status) : new TaskState.Underway());
    }

    private static TaskState completed(JsonObject status) {
        return status.at(ERROR).isAbsent() ? new TaskState.Elsewhere() : failed(said(status));
    }

    /** What was asked for, or how the model refused it. */
    static TaskState fetched(RemoteTask task, Reply reply) {
        if (reply instanceof Reply.Answered answered
                && answered.status() / 100 == 4
                && !NOT_THE_MODEL.contains(answered.status())) {
            Optional<String> why = ModelAnswer.errorMessage(answered.body());
            return why.filter(FalRequest::isTooSoon).isPresent()
                    ? new TaskState.Underway()
                    : failed(why);
        }
        return TaskReplies.json(reply)
                .map(payload -> answered(task, payload))
                .orElseGet(() -> TaskReplies.unsaid(reply, "what a model made"));
    }

    /** The queue refuses so, with 400, whoever asks for what is not there yet. */
    private static boolean isTooSoon(String why) {
        return why.contains("still in progress");
    }

    /** What a callback says of it. */
    static TaskState told(RemoteTask task, JsonObject callback) {
        JsonTree payload = callback.at("payload");
        return switch (callback.text("status").orElse("")) {
            case "OK" -> payload.isAbsent() ? new TaskState.Elsewhere() : answered(task, payload);
            case "ERROR" -> failed(said(callback), said(payload));
            default -> new TaskState.Underway();
        };
    }

    private static TaskState answered(RemoteTask task, JsonTree payload) {
        String text =
                payload.text("output")
                        .or(() -> payload.text("text"))
                        .or(() -> payload.text("content"))
                        .orElseGet(() -> ModelOutput.text(payload));
        return ModelOutput.of(text, payload).answers(task);
    }

    private static Optional<String> said(JsonTree json) {
        return ModelAnswer.errorMessage(json);
    }

    @SafeVarargs
    private static TaskState failed(Optional<String>... why) {
        var reason = new StringBuilder(FAILED);
        for (Optional<String> each : why) {
            each.ifPresent(text -> reason.append(": ").append(text));
        }
        return new TaskState.Failed(reason.toString());
    }
}
