package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Reply;

/** What an upstream says to new work. */
public sealed interface Submitted {

    /**
     * It has taken it.
     *
     * @param id by which the upstream knows it
     * @param state how far it is already
     */
    record Taken(String id, TaskState state) implements Submitted {}

    /**
     * It has not, or nobody knows.
     *
     * @param reply that says why; a fault in place of one of 2xx that makes no sense
     */
    record NotTaken(Reply reply) implements Submitted {}

    /**
     * It has not, for it no longer keeps the URL that it is to call.
     *
     * @param reply that says so
     */
    record NoCallback(Reply reply) implements Submitted {}
}
