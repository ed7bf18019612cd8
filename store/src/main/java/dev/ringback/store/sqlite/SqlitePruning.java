package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.StateName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The statements that forget what is finished and old, on the writing connection. */
final class SqlitePruning {

    private final PreparedStatement stays;
    private final PreparedStatement attempts;
    private final PreparedStatement quotes;
    private final PreparedStatement calls;
    private final PreparedStatement event;
    private final PreparedStatement documents;
    private final SqliteCounts counts;
    private final SqliteErasing erasing;

    SqlitePruning(Connection connection, SqliteCounts counts) throws SQLException {
        this.counts = counts;
        this.erasing = new SqliteErasing(connection, counts);
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
        calls =
                connection.prepareStatement(
                        """
                        DELETE FROM call WHERE event = ?
                        RETURNING project, kind, lane, id, state\
                        """);
        event =
                connection.prepareStatement(
                        """
                        DELETE FROM event WHERE sequence = ?
                        RETURNING project, type,
                            length(payload) + coalesce(length(arrival), 0)\
                        """);
        documents =
                connection.prepareStatement(
                        """
                        DELETE FROM document WHERE (kind, project, id) IN (
                            SELECT kind, project, id FROM document
                            WHERE expires_at < ? LIMIT ?)
                        RETURNING project, length(body)\
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
        for (PreparedStatement delete : List.of(attempts, quotes)) {
            delete.setLong(1, sequence);
            delete.executeUpdate();
        }
        List<Long> ids = new ArrayList<>(deleteCalls(sequence));
        ids.add(sequence);
        deleteEvent(sequence, ids);
        return true;
    }

    /** Answers the ids of the calls. */
    private List<Long> deleteCalls(long sequence) throws SQLException {
        List<Long> ids = new ArrayList<>();
        calls.setLong(1, sequence);
        try (ResultSet rows = calls.executeQuery()) {
            while (rows.next()) {
                long id = rows.getLong(4);
                counts.removed(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        id,
                        StateName.parse(rows.getString(5)).orElseThrow());
                ids.add(id);
            }
        }
        return ids;
    }

    private void deleteEvent(long sequence, List<Long> ids) throws SQLException {
        event.setLong(1, sequence);
        try (ResultSet rows = event.executeQuery()) {
            if (rows.next()) {
                counts.addBytes(rows.getString(1), -rows.getLong(3));
                for (long id : ids) {
                    counts.removed(rows.getString(1), rows.getString(2), id);
                }
            }
        }
    }

    /** Deletes some of a project, whatever state it is in; answers how much. */
    int erase(String project, int limit) throws SQLException {
        return erasing.erase(project, limit);
    }

    /** Deletes documents that expired before a moment, at most so many; answers how many. */
    int expire(long now, int limit) throws SQLException {
        documents.setLong(1, now);
        documents.setInt(2, limit);
        int expired = 0;
        try (ResultSet rows = documents.executeQuery()) {
            while (rows.next()) {
                counts.addBytes(rows.getString(1), -rows.getLong(2));
                expired++;
            }
        }
        return expired;
    }
}
