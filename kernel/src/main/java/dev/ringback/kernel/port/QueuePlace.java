package dev.ringback.kernel.port;

import dev.ringback.kernel.model.CallId;
import java.time.Instant;

/**
 * A place among the calls of a lane that wait, in the order in which they are due.
 *
 * @param dueAt when those from here on are due, or later
 * @param call the first of those that are due at just that moment
 */
public record QueuePlace(Instant dueAt, CallId call) {

    /** Before all of them. */
    public static final QueuePlace FIRST = new QueuePlace(Instant.EPOCH, new CallId(0));
}
