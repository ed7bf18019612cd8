package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.server.openai.ModelRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The shape in which a client sees its job: a generation, a background response, a prediction, a
 * line of a batch. A shape says what the upstream is asked and words what happens to the job; how
 * the job is run is the same for all.
 */
public interface Shape {

    /** The word for it in {@link Job#shape()}. */
    String name();

    /** What the upstream is asked. Called before each attempt; may read, changes nothing. */
    default Question question(Job job) {
        return new Question.For(ModelRequest.accepted(job.operation(), job.request()));
    }

    /**
     * What the model itself takes, when the client gave that and no request in OpenAI's words: for
     * upstreams that run any model.
     */
    default Optional<Payload> input(Job job) {
        return Optional.empty();
    }

    /**
     * What is committed before the first request of a job is sent. Called before each attempt, so
     * it must be the same each time: events with ids that follow from the job's.
     */
    default Change started(Job job, Instant now) {
        return NOTHING;
    }

    /**
     * Who hears the pieces of an answer that the client asked for as a stream. When there is nobody
     * the upstream is asked for it in one piece.
     */
    default Optional<AnswerListener> listener() {
        return Optional.empty();
    }

    /** What is committed together with the job's end. */
    Change ended(Job job, JobEnd end, JobTimes times);

    /** The ids of the events of which one tells how a job of this shape ended. */
    List<EventId> ends(String job);

    /** Where such an event tells the tokens that were used, as a JSON pointer. */
    default String usageAt() {
        return "/usage";
    }

    /** No change. */
    Change NOTHING = Change.accept(List.of(), List.of());

    /** What the upstream is asked. */
    sealed interface Question {

        /** This, in one piece. */
        record For(ModelRequest request) implements Question {}

        /**
         * Nothing: the job cannot be run.
         *
         * @param code a stable word
         * @param reason in words
         */
        record Wrong(String code, String reason) implements Question {}
    }
}
