package dev.ringback.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The statements that forget what is finished and old, on the writing connection. */
final class SqlitePruning {

    private final PreparedStatement stays;
    private final PreparedStatement attempts;
    private final PreparedStatement quotes;
    private final PreparedStatement calls;
    private final PreparedStatement event;
    private final PreparedStatement documents;

    SqlitePruning(Connection connection) throws SQLException {
        stays =
                connection.prepareStatement(
                        """
                        SELECT 1 FROM call WHERE event = ?1 AND +state = 'waiting'
                        UNION ALL SELECT 1 FROM quote WHERE quoted = ?1 LIMIT 1\
                        """);
        attempts =
                connection.prepareStatement(
                        "DELETE FROM attempt WHERE call IN (SELECT id FROM call WHERE event = ?)");
        quotes = connection.prepareStatement("DELETE FROM quote WHERE event = ?");
        calls = connection.prepareStatement("DELETE FROM call WHERE event = ?");
        event = connection.prepareStatement("DELETE FROM event WHERE sequence = ?");
        documents =
                connection.prepareStatement(
                        """
                        DELETE FROM document WHERE (kind, project, id) IN (
                            SELECT kind, project, id FROM document
                            WHERE expires_at < ? LIMIT ?)\
                        """);
    }

    /**
     * Deletes one event with all its calls and attempts, unless a call waits or another event
     * quotes it.
     */
    boolean prune(long sequence) throws SQLException {
        stays.setLong(1, sequence);
        try (ResultSet rows = stays.executeQuery()) {
            if (rows.next()) {
                return false;
            }
        }
        for (PreparedStatement delete : List.of(attempts, calls, quotes, event)) {
            delete.setLong(1, sequence);
            delete.executeUpdate();
        }
        return true;
    }

    /** Deletes documents that expired before a moment, at most so many; answers how many. */
    int expire(long now, int limit) throws SQLException {
        documents.setLong(1, now);
        documents.setInt(2, limit);
        return documents.executeUpdate();
    }
}
