package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Reply;
import dev.ringback.net.json.JsonObject;

/** How far a task is, as far as an upstream has said. */
public sealed interface TaskState {

    /** It waits there, or is being done. */
    record Underway() implements TaskState {}

    /**
     * It is done.
     *
     * @param answer in the shape of its operation, as a model server that answers at once words it
     */
    record Answered(JsonObject answer) implements TaskState {}

    /**
     * It is done, and nothing came of it.
     *
     * @param reason in words that the client may read
     */
    record Failed(String reason) implements TaskState {}

    /** It is done; what came of it has to be fetched. */
    record Elsewhere() implements TaskState {}

    /**
     * The upstream said nothing about it: it was not reached, or failed, or refused.
     *
     * @param reply as it came; a fault in place of one of 2xx that makes no sense
     */
    record Unsaid(Reply reply) implements TaskState {}
}
