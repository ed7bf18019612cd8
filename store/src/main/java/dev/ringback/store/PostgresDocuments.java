package dev.ringback.store;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Document;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** The statements for documents and for pruning, which run seldom. */
final class PostgresDocuments {

    private static final String PUT =
            """
            INSERT INTO document (kind, project, id, revision, body, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, project, id) DO UPDATE SET revision = excluded.revision,
                body = excluded.body, expires_at = excluded.expires_at\
            """;

    /**
     * What has no waiting call and is not quoted goes; all parts see the same state, so it is
     * decided once.
     */
    private static final String PRUNE =
            """
            WITH old AS MATERIALIZED (
                SELECT s.sequence FROM unnest(?::bigint[]) AS s (sequence)
                WHERE NOT EXISTS (
                    SELECT 1 FROM call c WHERE c.event = s.sequence AND c.state = 'waiting')
                AND NOT EXISTS (SELECT 1 FROM quote q WHERE q.quoted = s.sequence)),
            calls AS (
                DELETE FROM call c USING old WHERE c.event = old.sequence
                RETURNING c.partition, c.id),
            attempts AS (
                DELETE FROM attempt a USING calls
                WHERE a.partition = calls.partition AND a.call = calls.id),
            quotes AS (
                DELETE FROM quote q USING old WHERE q.event = old.sequence)
            DELETE FROM event e USING old WHERE e.sequence = old.sequence\
            """;

    private static final String EXPIRE =
            """
            DELETE FROM document WHERE (kind, project, id) IN (
                SELECT kind, project, id FROM document WHERE expires_at < ? LIMIT ?)\
            """;

    private final Connection connection;

    PostgresDocuments(Connection connection) {
        this.connection = connection;
    }

    /** The revision of the document of that name; 0 when there is none. */
    long revision(Document document) throws SQLException {
        String sql = "SELECT revision FROM document WHERE kind = ? AND project = ? AND id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            name(statement, document);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Writes a change's documents, whose revisions have been looked at. */
    void write(Change change) throws SQLException {
        for (Document document : change.puts()) {
            put(document);
        }
        for (Document document : change.deletes()) {
            delete(document);
        }
    }

    private void put(Document document) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            name(statement, document);
            statement.setLong(4, document.revision());
            statement.setBytes(5, document.body().bytes());
            if (document.expiresAt().isPresent()) {
                statement.setLong(6, document.expiresAt().get().toEpochMilli());
            } else {
                statement.setNull(6, Types.BIGINT);
            }
            statement.executeUpdate();
        }
    }

    private void delete(Document document) throws SQLException {
        String sql = "DELETE FROM document WHERE kind = ? AND project = ? AND id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            name(statement, document);
            statement.executeUpdate();
        }
    }

    private static void name(PreparedStatement statement, Document document) throws SQLException {
        statement.setString(1, document.kind());
        statement.setString(2, document.project().value());
        statement.setString(3, document.id());
    }

    /**
     * Deletes events with their calls and attempts, unless a call waits or another event quotes
     * them; answers how many.
     */
    int prune(List<Long> sequences) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PRUNE)) {
            new Columns<>(statement, sequences).longs(Long::longValue);
            return statement.executeUpdate();
        }
    }

    /** Deletes documents that expired before a moment, at most so many; answers how many. */
    int expire(long now, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXPIRE)) {
            statement.setLong(1, now);
            statement.setInt(2, limit);
            return statement.executeUpdate();
        }
    }
}
