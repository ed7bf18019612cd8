package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.store.rows.Columns;
import dev.ringback.store.rows.DocumentName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The statements for documents and for pruning, which run seldom. */
record PostgresDocuments(Connection connection) {

    /** In the order of their names, so that two who write never wait for each other. */
    private static final String LOCK =
            """
            SELECT d.kind, d.project, d.id, d.revision
            FROM unnest(?::text[], ?::text[], ?::text[]) AS s (kind, project, id)
                JOIN document d ON d.kind = s.kind AND d.project = s.project AND d.id = s.id
            ORDER BY d.kind, d.project, d.id FOR UPDATE OF d\
            """;

    private static final String PUT =
            """
            INSERT INTO document AS d SELECT * FROM unnest(?::text[], ?::text[], ?::text[],
                ?::bigint[], ?::bytea[], ?::bigint[])
            ON CONFLICT (kind, project, id) DO UPDATE SET revision = excluded.revision,
                body = excluded.body, expires_at = excluded.expires_at
            WHERE d.revision = excluded.revision - 1\
            """;

    private static final String DELETE =
            """
            DELETE FROM document d
            USING unnest(?::text[], ?::text[], ?::text[], ?::bigint[])
                AS s (kind, project, id, revision)
            WHERE d.kind = s.kind AND d.project = s.project AND d.id = s.id
                AND d.revision = s.revision\
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

    /** The revisions of those of these documents that are there, which nobody else can change. */
    Map<DocumentName, Long> lock(List<Document> documents) throws SQLException {
        Map<DocumentName, Long> revisions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            Columns<Document> _ = names(statement, documents);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    var project = new ProjectId(rows.getString(2));
                    revisions.put(
                            new DocumentName(rows.getString(1), project, rows.getString(3)),
                            rows.getLong(4));
                }
            }
        }
        return revisions;
    }

    /** Writes documents as they were locked; answers how many. */
    int put(List<Document> documents) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            Columns<Document> _ =
                    names(statement, inOrder(documents))
                            .longs(Document::revision)
                            .bytes(document -> document.body().bytes())
                            .longs(document ->
                                    document.expiresAt().map(Instant::toEpochMilli).orElse(null));
            return statement.executeUpdate();
        }
    }

    /** Deletes documents as they were locked; answers how many. */
    int delete(List<Document> documents) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            Columns<Document> _ = names(statement, inOrder(documents)).longs(Document::revision);
            return statement.executeUpdate();
        }
    }

    private static List<Document> inOrder(List<Document> documents) {
        return documents.stream().sorted(Comparator.comparing(DocumentName::of)).toList();
    }

    private static Columns<Document> names(PreparedStatement statement, List<Document> documents)
            throws SQLException {
        return new Columns<>(statement, documents)
                .texts(Document::kind)
                .texts(document -> document.project().value())
                .texts(Document::id);
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
