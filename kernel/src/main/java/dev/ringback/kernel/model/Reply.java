package dev.ringback.kernel.model;

import java.util.List;

/** The reply to a request: an answer, or the reason why there is none. */
public sealed interface Reply {

    /** How long it took, phase by phase. */
    Timing timing();

    /**
     * An answer with any status.
     *
     * @param status 200 to 599
     * @param headers as received
     * @param body at most the request's response cap
     * @param truncated whether the peer had more to say
     * @param timing how long it took
     */
    record Answered(
            int status, List<Header> headers, Payload body, boolean truncated, Timing timing)
            implements Reply {}

    /**
     * No answer, or none that is complete.
     *
     * @param fault the error class
     * @param detail in words, without addresses that a tenant should not learn
     * @param timing how long it took
     */
    record Faulted(WireFault fault, String detail, Timing timing) implements Reply {}
}
