package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.server.sources.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Remembers what was seen of a source: idempotency keys, and values that are signed once. Each is a
 * sighting, committed together with the event: of two requests with one key the disk takes one.
 */
record FirstSeen(Store store, Clock clock) {

    /** Idempotency keys. */
    static final String KEY = "received";

    /** Nonces. */
    static final String NONCE = "nonce";

    /** What is in no name. */
    private static final char BETWEEN = 0;

    /** The sequence of the event in which it was seen first; empty when that was too long ago. */
    OptionalLong seen(String kind, Source source, String value) {
        return store.seen(key(kind, source, value), clock.steady());
    }

    /** What has to be committed with the event that it is seen in first. */
    Change first(String kind, Source source, String value, Event event, Duration window) {
        Instant now = clock.steady();
        SightingKey key = key(kind, source, value);
        return Change.seen(new Sighting(key, event.sequence(), now, now.plus(window)));
    }

    private static SightingKey key(String kind, Source source, String value) {
        String whose = source.project().value() + BETWEEN + source.id();
        return SightingKey.of(
                Digests.sha256(Digests.utf8(kind + BETWEEN + whose + BETWEEN + value)));
    }
}
