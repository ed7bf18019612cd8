package dev.ringback.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Deletes all that belongs to a project but its documents, in the transaction that has begun.
 * Triggers count what goes.
 *
 * @param connection that writes
 */
record PostgresErasing(Connection connection) {

    private static final String CALLS =
            """
            WITH old AS MATERIALIZED (
                SELECT c.partition, c.id FROM call c WHERE c.project = ?
                ORDER BY c.id DESC LIMIT ?),
            attempts AS (
                DELETE FROM attempt a USING old
                WHERE a.partition = old.partition AND a.call = old.id)
            DELETE FROM call c USING old WHERE c.partition = old.partition AND c.id = old.id\
            """;

    private static final String EVENTS =
            """
            WITH old AS MATERIALIZED (
                SELECT e.sequence FROM event e WHERE e.project = ?
                ORDER BY e.sequence DESC LIMIT ?),
            quotes AS (
                DELETE FROM quote q USING old WHERE q.event = old.sequence)
            DELETE FROM event e USING old WHERE e.sequence = old.sequence\
            """;

    /** What is left of counts when nothing is left to count. */
    private static final List<String> COUNTS =
            List.of(
                    "DELETE FROM type_span WHERE project = ?",
                    "DELETE FROM call_count WHERE project = ?",
                    "DELETE FROM project_size WHERE project = ? AND bytes = 0");

    /** Deletes so many calls at most, or events once there are no calls; answers how many. */
    int erase(String project, int limit) throws SQLException {
        int erased = delete(CALLS, project, limit);
        if (erased == 0) {
            erased = delete(EVENTS, project, limit);
        }
        if (erased == 0) {
            for (String sql : COUNTS) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setString(1, project);
                    statement.executeUpdate();
                }
            }
        }
        return erased;
    }

    private int delete(String sql, String project, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, project);
            statement.setInt(2, limit);
            return statement.executeUpdate();
        }
    }
}
