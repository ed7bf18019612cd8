package dev.ringback.server.inference;

import dev.ringback.kernel.Change;
import java.time.Instant;
import java.util.List;

/**
 * The shape in which a client sees its job: a generation, a background response, a prediction, a
 * line of a batch. A shape says what the upstream is asked and words what happens to the job; how
 * the job is run is the same for all.
 */
public interface Shape {

    /** The word for it in {@link Job#shape()}. */
    String name();

    /** What the upstream is asked. Called before each attempt; may read, changes nothing. */
    default Asking asking(Job job) {
        return new Asking.For(ModelRequest.accepted(job.operation(), job.request()));
    }

    /**
     * What is committed before the first request of a job is sent. Called before each attempt, so
     * it must be the same each time: events with ids that follow from the job's.
     */
    default Change started(Job job, Instant now) {
        return NOTHING;
    }

    /** What is committed together with the job's end. */
    Change ended(Job job, Ending ending, Course course);

    /** No change. */
    Change NOTHING = Change.accept(List.of(), List.of());

    /** What the upstream is asked. */
    sealed interface Asking {

        /** This, in one piece. */
        record For(ModelRequest request) implements Asking {}

        /**
         * Nothing: the job cannot be run.
         *
         * @param code a stable word
         * @param reason in words
         */
        record Wrong(String code, String reason) implements Asking {}
    }
}
