package dev.ringback.kernel.model;

import java.time.Instant;

/** The verdict on an attempt. */
public sealed interface Outcome {

    /** Answered as wished. */
    record Success() implements Outcome {}

    /**
     * To be tried again.
     *
     * @param at not before, by the clock with which the attempt was judged
     * @param why in words
     */
    record Retry(Instant at, String why) implements Outcome {}

    /**
     * Never to be tried again: the peer said so, or no retries are left.
     *
     * @param reason in words
     */
    record Refused(String reason) implements Outcome {}
}
