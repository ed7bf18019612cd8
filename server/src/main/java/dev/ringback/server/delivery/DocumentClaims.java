package dev.ringback.server.delivery;

import dev.ringback.server.endpoints.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets only one settle at a time, of many of one endpoint, change its document. Two changes of the
 * same revision would refuse each other, and the attempts with them.
 */
final class DocumentClaims {

    /** A claim that led to nothing, because its change was dropped, does not stand in the way. */
    static final Duration TERM = Duration.ofSeconds(10);

    private static final int MAX = 20_000;

    private final Map<String, Claim> byId = new ConcurrentHashMap<>();

    private record Claim(long revision, Instant until) {

        /** A claim that ends later than its term allows is from before the clock was set back. */
        boolean covers(long other, Instant now) {
            return revision == other && until.isAfter(now) && !until.isAfter(now.plus(TERM));
        }
    }

    /** Whether the caller, and nobody else, may change this revision for the next ten seconds. */
    boolean take(Endpoint endpoint, Instant now) {
        if (byId.size() >= MAX) {
            byId.values().removeIf(claim -> !claim.until().isAfter(now));
        }
        Claim mine = new Claim(endpoint.revision(), now.plus(TERM));
        Claim held = byId.get(endpoint.id());
        if (held == null) {
            return byId.putIfAbsent(endpoint.id(), mine) == null;
        }
        return !held.covers(endpoint.revision(), now) && byId.replace(endpoint.id(), held, mine);
    }
}
