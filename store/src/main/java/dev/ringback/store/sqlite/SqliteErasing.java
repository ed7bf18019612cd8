package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.StateName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes all that belongs to a project but its documents, on the writing connection. That is rare,
 * so its statements are made each time.
 */
final class SqliteErasing {

    private static final String CALLS =
            """
            DELETE FROM call WHERE id IN (
                SELECT id FROM call WHERE project = ? ORDER BY id DESC LIMIT ?)
            RETURNING kind, lane, id, state\
            """;

    private static final String EVENTS =
            """
            DELETE FROM event WHERE sequence IN (
                SELECT sequence FROM event WHERE project = ? ORDER BY sequence DESC LIMIT ?)
            RETURNING sequence, length(payload) + coalesce(length(arrival), 0)\
            """;

    /** What is left of counts when nothing is left to count. */
    private static final List<String> COUNTS =
            List.of(
                    "DELETE FROM type_span WHERE project = ?",
                    "DELETE FROM call_count_kept WHERE project = ?",
                    "DELETE FROM fresh_count WHERE project = ? AND kind <> ''");

    /** The two rows of a project's bytes, if they come to nothing together. */
    private static final List<String> SIZES =
            List.of(
                    "DELETE FROM project_size_kept WHERE project = ?",
                    "DELETE FROM fresh_count WHERE project = ? AND kind = ''");

    private final Connection connection;
    private final SqliteCounts counts;

    SqliteErasing(Connection connection, SqliteCounts counts) {
        this.connection = connection;
        this.counts = counts;
    }

    /** Deletes so many calls at most, or events once there are no calls; answers how many. */
    int erase(String project, int limit) throws SQLException {
        int erased = calls(project, limit);
        if (erased == 0) {
            erased = events(project, limit);
        }
        if (erased == 0) {
            forgetCounts(project);
        }
        return erased;
    }

    private int calls(String project, int limit) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement calls = connection.prepareStatement(CALLS)) {
            calls.setString(1, project);
            calls.setInt(2, limit);
            try (ResultSet rows = calls.executeQuery()) {
                while (rows.next()) {
                    StateName state = StateName.parse(rows.getString(4)).orElseThrow();
                    counts.removed(
                            project, rows.getString(1), rows.getString(2), rows.getLong(3), state);
                    ids.add(rows.getLong(3));
                }
            }
        }
        delete("DELETE FROM attempt WHERE call = ?", ids);
        return ids.size();
    }

    private int events(String project, int limit) throws SQLException {
        List<Long> sequences = new ArrayList<>();
        try (PreparedStatement events = connection.prepareStatement(EVENTS)) {
            events.setString(1, project);
            events.setInt(2, limit);
            try (ResultSet rows = events.executeQuery()) {
                while (rows.next()) {
                    counts.addBytes(project, -rows.getLong(2));
                    sequences.add(rows.getLong(1));
                }
            }
        }
        delete("DELETE FROM quote WHERE event = ?", sequences);
        return sequences.size();
    }

    private void delete(String sql, List<Long> numbers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (long number : numbers) {
                statement.setLong(1, number);
                statement.executeUpdate();
            }
        }
    }

    private void forgetCounts(String project) throws SQLException {
        for (String sql : COUNTS) {
            update(sql, project);
        }
        if (bytes(project) == 0) {
            for (String sql : SIZES) {
                update(sql, project);
            }
        }
    }

    private long bytes(String project) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT bytes FROM project_size WHERE project = ?")) {
            statement.setString(1, project);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private void update(String sql, String project) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, project);
            statement.executeUpdate();
        }
    }
}
