package dev.ringback.kernel;

import java.time.Instant;

/** The port to the clock. */
public interface Time {

    /** The present moment, to the millisecond. */
    Instant now();

    /** A steady count of nanoseconds, for measuring how long something takes. */
    long nanos();

    /**
     * Runs a task at a moment, or as soon as possible when it has passed. The task is short and
     * does not block.
     */
    Alarm at(Instant moment, Runnable task);

    /** A task that has been asked for and may be called off. */
    interface Alarm {

        /** Calls the task off; nothing happens when it has run. */
        void cancel();
    }
}
