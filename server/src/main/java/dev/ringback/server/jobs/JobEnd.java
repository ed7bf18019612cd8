package dev.ringback.server.jobs;

import dev.ringback.server.openai.ModelAnswer;

/** The end of a job: success with its answer, failure, or cancellation. */
public sealed interface JobEnd {

    /** The upstream answered what was asked. */
    record Success(ModelAnswer answer) implements JobEnd {}

    /**
     * It did not.
     *
     * @param code a stable word, such as {@code upstream_failed}
     * @param reason in words that the client may read
     */
    record Failed(String code, String reason) implements JobEnd {}

    /** Somebody called it off. */
    record Cancelled() implements JobEnd {}
}
