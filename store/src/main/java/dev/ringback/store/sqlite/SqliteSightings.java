package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.store.sqlite.FreshSightings.Fresh;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The sightings of the writing connection. A commit appends them to a log, and when the log has
 * grown, each commit carries a few more than it brings over to the kept ones, in the order of keys:
 * there many of them lie on a page, where each of a commit's own would lie on another.
 */
final class SqliteSightings {

    /**
     * How many are seen before those are carried over; about 4 MB in memory, twice that at most.
     */
    static final int MANY = 32_768;

    /**
     * How long after the beginning of one walk over all the next one begins. Each finds more on a
     * page, so that fewer pages are written.
     */
    private static final Duration WALKS_APART = Duration.ofHours(1);

    /** So many are appended before some are carried over: commits may be small. */
    private static final int AT_ONCE = 64;

    /** Of those that are carried over, each may lie on a page of its own. */
    private static final int CARRIED_OF_LIMIT = 10;

    private final FreshSightings fresh;
    private final KeptSightings kept;
    private final PreparedStatement read;
    private final PreparedStatement append;
    private final PreparedStatement trim;

    /** Whether the fresh ones in memory are those of the log. */
    private boolean known;

    /** The last row of the log, and the last one that was deleted. */
    private long last;

    private long trimmed;

    /** Up to this row all are carried over, once those behind {@link #reached} are. */
    private long upTo;

    private boolean carrying;
    private Optional<SightingKey> reached = Optional.empty();

    /** How many were appended since some were carried over. */
    private int appended;

    /** What this transaction has carried over. */
    private final Map<SightingKey, Fresh> carried = new HashMap<>();

    private boolean walking;
    private long nextWalk = Long.MIN_VALUE;

    SqliteSightings(Connection connection, FreshSightings fresh) throws SQLException {
        this.fresh = fresh;
        kept = new KeptSightings(connection);
        read =
                connection.prepareStatement(
                        "SELECT place, key, sequence, expires_at FROM sighting_fresh ORDER BY"
                                + " place");
        append = connection.prepareStatement("INSERT INTO sighting_fresh VALUES (?, ?, ?, ?)");
        trim = connection.prepareStatement("DELETE FROM sighting_fresh WHERE place <= ?");
        know();
    }

    /** Reads the log, after the start and after what was undone. */
    private void know() throws SQLException {
        if (known) {
            return;
        }
        var all = new ConcurrentSkipListMap<SightingKey, Fresh>();
        trimmed = last;
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                long place = rows.getLong(1);
                trimmed = all.isEmpty() ? place - 1 : trimmed;
                last = place;
                all.put(
                        SightingKey.of(rows.getBytes(2)),
                        new Fresh(place, rows.getLong(3), rows.getLong(4)));
            }
        }
        fresh.replace(all);
        upTo = trimmed;
        carrying = false;
        known = true;
    }

    Optional<Sighting> find(SightingKey key) throws SQLException {
        know();
        Optional<Fresh> late = fresh.find(key);
        return late.isEmpty()
                ? kept.find(key)
                : late.map(each ->
                        new Sighting(
                                key,
                                each.sequence(),
                                Instant.EPOCH,
                                Instant.ofEpochMilli(each.expiresAt())));
    }

    void put(Sighting sighting) throws SQLException {
        know();
        SightingKey key = sighting.key();
        var late = new Fresh(last + 1, sighting.sequence(), sighting.expiresAt().toEpochMilli());
        append.setLong(1, late.place());
        append.setBytes(2, key.bytes());
        append.setLong(3, late.sequence());
        append.setLong(4, late.expiresAt());
        append.executeUpdate();
        fresh.put(key, late);
        last++;
        appended++;
    }

    /** Now and then carries over as many as were appended, and some; the last before the commit. */
    void write() throws SQLException {
        if (appended < AT_ONCE) {
            return;
        }
        if (!carrying && trimmed == upTo && last - upTo >= MANY) {
            begin();
        }
        if (carrying) {
            carry(appended + appended / 4, Long.MIN_VALUE);
        } else if (trimmed < upTo) {
            trim(4 * appended);
        }
        appended = 0;
    }

    private void begin() {
        carrying = true;
        upTo = last;
        reached = Optional.empty();
    }

    /** Carries over the next ones that hold. */
    private void carry(int limit, long now) throws SQLException {
        for (Map.Entry<SightingKey, Fresh> each : fresh.behind(reached).entrySet()) {
            if (carried.size() >= limit) {
                return;
            }
            reached = Optional.of(each.getKey());
            if (each.getValue().place() <= upTo) {
                if (each.getValue().expiresAt() > now) {
                    kept.put(each.getKey(), each.getValue());
                }
                carried.put(each.getKey(), each.getValue());
            }
        }
        carrying = false;
    }

    private void trim(int limit) throws SQLException {
        trimmed = Math.min(upTo, trimmed + limit);
        trim.setLong(1, trimmed);
        trim.executeUpdate();
    }

    /** What was carried over is committed, so whoever reads finds it there. */
    void committed() {
        carried.forEach(fresh::remove);
        carried.clear();
    }

    /** What was done is not on disk, or not known to be. */
    void undone() {
        known = false;
        carried.clear();
    }

    /** Goes on carrying all over and then walking over all; false when that is over. */
    boolean forget(long now, int limit) throws SQLException {
        know();
        if (!walking) {
            if (now < nextWalk) {
                return false;
            }
            nextWalk = now + WALKS_APART.toMillis();
            walking = true;
            begin();
        }
        if (carrying) {
            carry(limit / CARRIED_OF_LIMIT, now);
        } else if (trimmed < upTo) {
            trim(limit);
        } else {
            walking = kept.forget(now, limit);
        }
        return walking;
    }
}
