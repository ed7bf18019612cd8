package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.store.sqlite.FreshSightings.Fresh;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The statements for sightings that were carried over, on the writing connection. */
final class KeptSightings {

    /** Before all keys. */
    private static final byte[] START = {0};

    /** Behind all keys, longer than any of them. */
    private static final byte[] END = end();

    private final PreparedStatement select;
    private final PreparedStatement replace;
    private final PreparedStatement upTo;
    private final PreparedStatement delete;

    /** Where the walk over all of them goes on. */
    private byte[] place = START;

    KeptSightings(Connection connection) throws SQLException {
        select =
                connection.prepareStatement(
                        "SELECT sequence, expires_at FROM sighting WHERE key = ?");
        replace = connection.prepareStatement("REPLACE INTO sighting VALUES (?, ?, ?)");
        upTo =
                connection.prepareStatement(
                        "SELECT key FROM sighting WHERE key > ? ORDER BY key LIMIT 1 OFFSET ?");
        delete =
                connection.prepareStatement(
                        "DELETE FROM sighting WHERE key > ? AND key <= ? AND expires_at <= ?");
    }

    private static byte[] end() {
        byte[] end = new byte[SightingKey.BYTES + 1];
        Arrays.fill(end, (byte) 0xff);
        return end;
    }

    Optional<Sighting> find(SightingKey key) throws SQLException {
        select.setBytes(1, key.bytes());
        try (ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? Optional.of(
                            new Sighting(
                                    key,
                                    rows.getLong(1),
                                    Instant.EPOCH,
                                    Instant.ofEpochMilli(rows.getLong(2))))
                    : Optional.empty();
        }
    }

    void put(SightingKey key, Fresh sighting) throws SQLException {
        replace.setBytes(1, key.bytes());
        replace.setLong(2, sighting.sequence());
        replace.setLong(3, sighting.expiresAt());
        replace.executeUpdate();
    }

    /** Goes on with a walk, so many rows, and deletes what has expired; false when it is over. */
    boolean forget(long now, int limit) throws SQLException {
        byte[] last = last(limit);
        delete.setBytes(1, place);
        delete.setBytes(2, last);
        delete.setLong(3, now);
        delete.executeUpdate();
        boolean over = Arrays.equals(last, END);
        place = over ? START : last;
        return !over;
    }

    /** The last key of so many rows from here on. */
    private byte[] last(int limit) throws SQLException {
        upTo.setBytes(1, place);
        upTo.setInt(2, limit - 1);
        try (ResultSet rows = upTo.executeQuery()) {
            return rows.next() ? rows.getBytes(1) : END;
        }
    }
}
