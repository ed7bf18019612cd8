package dev.ringback.server.work;

import java.time.Instant;
import java.util.Optional;

/**
 * The work on one thing that is open on disk (a group, a batch), done round by round; see {@link
 * Workers}. What it holds in memory is a guess at what is on disk: it may be told late, twice or
 * never.
 */
public interface Work {

    /** What a round came to. */
    enum Round {
        /** There is nothing to do until something happens. */
        IDLE,
        /** Something was done, and there may be more. */
        MORE,
        /** Something could not be done now; it is to be tried again after a pause. */
        REFUSED,
        /** It is not open any more. */
        OVER
    }

    /** Does what is to be done next. One thread at a time asks for it; others only tell. */
    Round next();

    /** Has it read everything again before it goes on. */
    void doubt();

    /** A number that grows with what it is told, to see whether it is told anything. */
    int progress();

    /** When its time is over, and another round is due; empty before the first round. */
    Optional<Instant> expiresAt();
}
