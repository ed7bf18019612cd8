package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.SightingKey;
import dev.ringback.store.rows.Session;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The sightings that were not carried over yet, in memory: on disk they have no index. Written by
 * the thread that writes, with what it is about to commit; so whoever else finds one here looks on
 * disk whether it is there.
 */
final class FreshSightings {

    private static final String SEEN =
            """
            SELECT sequence FROM (
                SELECT sequence, expires_at FROM sighting_fresh WHERE place = ?1 AND key = ?2
                UNION ALL SELECT sequence, expires_at FROM sighting WHERE key = ?2)
            WHERE expires_at > ?3 LIMIT 1\
            """;

    private volatile NavigableMap<SightingKey, Fresh> all = new ConcurrentSkipListMap<>();

    /**
     * One of them.
     *
     * @param place its row
     * @param expiresAt in milliseconds since 1970
     */
    record Fresh(long place, long sequence, long expiresAt) {}

    /** Takes those that were read from disk in place of all. */
    void replace(NavigableMap<SightingKey, Fresh> read) {
        all = read;
    }

    Optional<Fresh> find(SightingKey key) {
        return Optional.ofNullable(all.get(key));
    }

    void put(SightingKey key, Fresh fresh) {
        all.put(key, fresh);
    }

    /** Forgets one that was carried over, unless it was seen anew. */
    void remove(SightingKey key, Fresh fresh) {
        all.remove(key, fresh);
    }

    /** Those behind a key, in order; all when there is none. */
    NavigableMap<SightingKey, Fresh> behind(Optional<SightingKey> key) {
        return key.isPresent() ? all.tailMap(key.get(), false) : all;
    }

    /** In which event something was seen first, by what is committed. */
    OptionalLong seen(Session session, SightingKey key, Instant now) {
        // What is carried over meanwhile is found at its new place.
        long place = find(key).map(Fresh::place).orElse(-1L);
        return session
                .query(SEEN, List.of(place, key.bytes(), now.toEpochMilli()), row -> row.getLong(1))
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }
}
