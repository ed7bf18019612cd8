package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Reply.Answered;
import dev.ringback.kernel.model.Reply.Faulted;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the replies of upstreams that take work and call back. A reply of 2xx that makes no sense
 * is a fault, so that nobody takes its status for a success.
 */
final class TaskReplies {

    private TaskReplies() {}

    /** The JSON of a good answer; empty when it is none. */
    static Optional<JsonTree> json(Reply reply) {
        return isGood(reply) && reply instanceof Answered answered && !answered.truncated()
                ? JsonTree.read(answered.body())
                : Optional.empty();
    }

    /** The object that a good answer is; empty when it is none. */
    static Optional<JsonObject> object(Reply reply) {
        return json(reply).flatMap(JsonTree::object);
    }

    /** Whether it is an answer with a status of 2xx. */
    static boolean isGood(Reply reply) {
        return reply instanceof Answered answered && answered.status() / 100 == 2;
    }

    /**
     * What an answer says of a task.
     *
     * @param what it should have been, such as {@code a prediction}
     * @param reading of the object that it is; empty when it says nothing of a task
     */
    static TaskState state(
            Reply reply, String what, Function<JsonObject, Optional<TaskState>> reading) {
        return object(reply).flatMap(reading).orElseGet(() -> unsaid(reply, what));
    }

    /** What a reply says that says nothing of a task. */
    static TaskState unsaid(Reply reply, String what) {
        return new TaskState.Unsaid(honest(reply, what));
    }

    /**
     * What an answer says to new work.
     *
     * @param what it should have been
     * @param member that holds the id
     * @param state how far it is already
     */
    static Submitted submitted(
            Reply reply, String what, String member, Function<JsonObject, TaskState> state) {
        return object(reply)
                .<Submitted>flatMap(answer ->
                        TaskPath.id(answer.text(member))
                                .map(id -> new Submitted.Taken(id, state.apply(answer))))
                .orElseGet(() -> new Submitted.NotTaken(honest(reply, what)));
    }

    /** The object that a callback brings; empty when it is none. */
    static Optional<JsonObject> told(Payload callback) {
        return JsonTree.readObject(callback);
    }

    private static Reply honest(Reply reply, String what) {
        return isGood(reply) && reply instanceof Answered answered
                ? new Faulted(
                        WireFault.MALFORMED_RESPONSE,
                        "upstream answered something that is not " + what + why(answered),
                        answered.timing())
                : reply;
    }

    private static String why(Answered answered) {
        return answered.truncated()
                ? ": it is longer than 10 MiB"
                : JsonTree.problemWith(answered.body())
                        .map(problem -> ": it " + problem)
                        .orElse("");
    }
}
