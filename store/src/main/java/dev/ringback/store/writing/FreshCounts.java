package dev.ringback.store.writing;

import dev.ringback.store.writing.CountChanges.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes what is counted into a table so small that a commit dirties a few pages of it, however
 * many lanes it touches. When that table has grown, all of it is carried over to the kept counts,
 * where nearly every row is on a page of its own.
 */
public final class FreshCounts {

    /** Beyond so many rows they are carried over. Then each costs a page, so they are not more. */
    public static final int MOST = 1024;

    /** Behind all spans. */
    private static final long BYTES = Long.MAX_VALUE;

    /** The carrying over, in its order. */
    public static final List<String> CARRY_OVER =
            List.of(
                    """
                    INSERT INTO call_count_kept
                    SELECT project, kind, lane, span, waiting, succeeded, dead, cancelled
                    FROM fresh_count WHERE kind <> '' ORDER BY project, kind, lane, span
                    ON CONFLICT DO UPDATE SET waiting = waiting + excluded.waiting,
                        succeeded = succeeded + excluded.succeeded,
                        dead = dead + excluded.dead,
                        cancelled = cancelled + excluded.cancelled\
                    """,
                    // Counts that have come to nothing are forgotten.
                    """
                    DELETE FROM call_count_kept
                    WHERE (project, kind, lane, span) IN (
                        SELECT project, kind, lane, span FROM fresh_count)
                    AND waiting = 0 AND succeeded = 0 AND dead = 0 AND cancelled = 0\
                    """,
                    """
                    INSERT INTO project_size_kept
                    SELECT project, bytes FROM fresh_count WHERE kind = ''
                    ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes\
                    """,
                    "DELETE FROM fresh_count");

    private final PreparedStatement addCalls;
    private final PreparedStatement addBytes;
    private final PreparedStatement count;
    private final List<PreparedStatement> carryOver;

    /** The rows that were written since they were counted. */
    private final Set<Place> written = new HashSet<>();

    private boolean counted;

    /** How many rows there were when they were counted. */
    private int before;

    public FreshCounts(Connection connection) throws SQLException {
        addCalls =
                connection.prepareStatement(
                        """
                        INSERT INTO fresh_count VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
                        ON CONFLICT DO UPDATE SET waiting = waiting + excluded.waiting,
                            succeeded = succeeded + excluded.succeeded,
                            dead = dead + excluded.dead,
                            cancelled = cancelled + excluded.cancelled\
                        """);
        addBytes =
                connection.prepareStatement(
                        """
                        INSERT INTO fresh_count (span, project, kind, lane, bytes)
                        VALUES (?, ?, '', '', ?)
                        ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes\
                        """);
        count = connection.prepareStatement("SELECT count(*) FROM fresh_count");
        carryOver = new ArrayList<>();
        for (String sql : CARRY_OVER) {
            carryOver.add(connection.prepareStatement(sql));
        }
    }

    /**
     * Adds to the counts of a place.
     *
     * @param more by state, in the order of the columns; less where it is negative
     */
    public void addCalls(Place place, long[] more) throws SQLException {
        addCalls.setLong(1, place.span());
        addCalls.setString(2, place.project());
        addCalls.setString(3, place.kind());
        addCalls.setString(4, place.lane());
        for (int i = 0; i < more.length; i++) {
            addCalls.setLong(5 + i, more[i]);
        }
        addCalls.executeUpdate();
        written.add(place);
    }

    /** Adds to the bytes of a project, or takes from them when it is negative. */
    public void addBytes(String project, long more) throws SQLException {
        addBytes.setLong(1, BYTES);
        addBytes.setString(2, project);
        addBytes.setLong(3, more);
        addBytes.executeUpdate();
        written.add(new Place(project, "", "", BYTES));
    }

    /** Carries all over when there are many; the last before the commit. */
    public void carryOver() throws SQLException {
        if (!counted) {
            before = count();
            counted = true;
            written.clear();
        }
        // Rows that were written again since they were counted are taken for two: never too few.
        if (before + written.size() > MOST) {
            for (PreparedStatement each : carryOver) {
                each.executeUpdate();
            }
            before = 0;
            written.clear();
        }
    }

    private int count() throws SQLException {
        try (ResultSet rows = count.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** What was written is undone, and so it is not known how many rows there are. */
    public void undo() {
        counted = false;
    }
}
