package dev.ringback.protocol;

import java.time.Instant;

/** The result of verifying a webhook. */
public sealed interface Verification {

    /**
     * The webhook is authentic and recent.
     *
     * @param id the message id; the receiver drops ids that it has seen. Empty where the scheme
     *     signs none
     * @param timestamp when the sender made this attempt, in whole seconds
     */
    record Verified(String id, Instant timestamp) implements Verification {}

    /**
     * The webhook must not be trusted.
     *
     * @param reason the check that failed
     * @param explanation the same in words for the operator; contains no secret, no signature and
     *     nothing of the body
     */
    record Rejected(Reason reason, String explanation) implements Verification {}

    /** The checks that a webhook can fail, in the order in which they are made. */
    enum Reason {
        /** A header that is needed is absent or empty. */
        MISSING_HEADER,
        /** A header that is needed came more than once, so it is unclear which one was signed. */
        DUPLICATE_HEADER,
        /** The id is longer than 256 characters, contains a full stop, or is not visible ASCII. */
        MALFORMED_ID,
        /** The timestamp is not one whole number of seconds of at most twelve digits. */
        MALFORMED_TIMESTAMP,
        /** The timestamp lies further in the past than the tolerance: a replay, or a slow clock. */
        TIMESTAMP_TOO_OLD,
        /** The timestamp lies further in the future than the tolerance. */
        TIMESTAMP_TOO_NEW,
        /** The signature header has more entries than a verifier looks at. */
        TOO_MANY_SIGNATURES,
        /** No signature is of a version for which the receiver has a key. */
        NO_SUPPORTED_SIGNATURE,
        /** Signatures were offered, none is right: another secret, or a changed body. */
        SIGNATURE_MISMATCH
    }
}
