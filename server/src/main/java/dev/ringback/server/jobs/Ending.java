package dev.ringback.server.jobs;

import dev.ringback.server.openai.Answer;

/** How a job ended. */
public sealed interface Ending {

    /** The upstream answered what was asked. */
    record Success(Answer answer) implements Ending {}

    /**
     * It did not.
     *
     * @param code a stable word, such as {@code upstream_failed}
     * @param reason in words that the client may read
     */
    record Failed(String code, String reason) implements Ending {}

    /** Somebody called it off. */
    record Cancelled() implements Ending {}
}
