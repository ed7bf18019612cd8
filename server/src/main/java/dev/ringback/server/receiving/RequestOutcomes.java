package dev.ringback.server.receiving;

import dev.ringback.protocol.providers.request.RejectReason;

/** Hears what became of each request to a source. */
@FunctionalInterface
public interface RequestOutcomes {

    /** What became of a request that was not rejected. */
    enum Outcome {
        /** It is an event now, or several. */
        ACCEPTED,
        /** It repeats an earlier one. */
        DUPLICATE,
        /** Its transform wanted nothing of it. */
        DROPPED,
        /** It was a challenge, and was answered. */
        CHALLENGE,
        /** The sender was told to try again. */
        LATER
    }

    /**
     * A request has ended.
     *
     * @param provider a word of the catalogue, or {@code custom}
     * @param outcome a small letter word: an {@link Outcome} or a {@link RejectReason}
     */
    void ended(String provider, String outcome);
}
