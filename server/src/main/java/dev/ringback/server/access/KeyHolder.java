package dev.ringback.server.access;

import java.time.Instant;
import java.util.Optional;

/**
 * The caller for whom a key stands, and what is to be done for each request that shows it.
 *
 * @param caller whom it stands for
 * @param meter counts its requests; empty when it may make any number
 * @param expiresAt from when on it opens nothing; empty for never
 * @param use remembers when it was used
 */
record KeyHolder(
        Caller caller, Optional<Meter> meter, Optional<Instant> expiresAt, KeyUses.Use use) {

    /** Why it opens nothing any more, as a sentence. */
    Optional<String> expired(Instant now) {
        return expiresAt
                .filter(end -> !end.isAfter(now))
                .map(end -> "this API key expired at " + end + "; make another");
    }
}
