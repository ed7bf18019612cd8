package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.store.rows.Columns;
import dev.ringback.store.rows.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The statements for sightings, on the writing session. */
record PostgresSightings(Connection connection, PostgresTransaction transaction) {

    /**
     * Adds what nobody has seen, or too long ago, in the order of keys, so that two who write never
     * wait for each other. It answers which places of the list are those of the others.
     */
    private static final String ADD =
            """
            WITH given AS MATERIALIZED (
                SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[])
                    WITH ORDINALITY AS s (key, sequence, seen_at, expires_at, place)),
            added AS (
                INSERT INTO sighting AS k SELECT key, sequence, expires_at FROM given ORDER BY key
                ON CONFLICT (key) DO UPDATE
                SET sequence = excluded.sequence, expires_at = excluded.expires_at
                WHERE k.expires_at <= (SELECT g.seen_at FROM given g WHERE g.key = k.key)
                RETURNING key)
            SELECT place FROM given WHERE key NOT IN (SELECT key FROM added)\
            """;

    private static final String LOCK =
            """
            SELECT k.key, k.sequence, k.expires_at
            FROM unnest(?::uuid[]) AS s (key) JOIN sighting k ON k.key = s.key
            ORDER BY k.key FOR UPDATE OF k\
            """;

    private static final String FIND =
            "SELECT key, sequence, expires_at FROM sighting WHERE key = ?";

    private static final String SEEN =
            "SELECT sequence FROM sighting WHERE key = ? AND expires_at > ?";

    /** What somebody else is about to replace stays. */
    private static final String FORGET =
            """
            DELETE FROM sighting WHERE key IN (
                SELECT key FROM sighting WHERE expires_at <= ?
                ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)\
            """;

    /** Adds them, but for those that another one refuses; these it answers. */
    List<Sighting> add(List<Sighting> sightings) throws SQLException {
        PipelinedStatement sent =
                transaction.send(
                        PipelinedStatement.of(
                                ADD,
                                sightings,
                                rows ->
                                        rows.uuids(each -> uuid(each.key()))
                                                .longs(Sighting::sequence)
                                                .longs(each -> each.seenAt().toEpochMilli())
                                                .longs(each -> each.expiresAt().toEpochMilli())));
        List<Sighting> refused = new ArrayList<>(0);
        for (long place : sent.longs()) {
            refused.add(sightings.get((int) place - 1));
        }
        return refused;
    }

    /** Those on disk of the same keys, which nobody else can change until the transaction ends. */
    Map<SightingKey, Sighting> lock(List<Sighting> sightings) throws SQLException {
        Map<SightingKey, Sighting> kept = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            Columns<Sighting> _ =
                    new Columns<>(statement, sightings).uuids(each -> uuid(each.key()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Sighting each = sighting(rows);
                    kept.put(each.key(), each);
                }
            }
        }
        return kept;
    }

    /** The one of that key. */
    Optional<Sighting> find(SightingKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setObject(1, uuid(key));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(sighting(rows)) : Optional.empty();
            }
        }
    }

    private static Sighting sighting(ResultSet rows) throws SQLException {
        UUID key = rows.getObject(1, UUID.class);
        return new Sighting(
                new SightingKey(key.getMostSignificantBits(), key.getLeastSignificantBits()),
                rows.getLong(2),
                Instant.EPOCH,
                Instant.ofEpochMilli(rows.getLong(3)));
    }

    /** In which event something was seen first. */
    static OptionalLong seen(Session session, SightingKey key, Instant now) {
        return session
                .query(SEEN, List.of(uuid(key), now.toEpochMilli()), row -> row.getLong(1))
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** Deletes those that have expired, at most so many; answers how many. */
    int forget(long now, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setLong(1, now);
            statement.setInt(2, limit);
            return statement.executeUpdate();
        }
    }

    private static UUID uuid(SightingKey key) {
        return new UUID(key.high(), key.low());
    }
}
