package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.StateName;
import dev.ringback.store.rows.Span;
import dev.ringback.store.writing.CountChanges;
import dev.ringback.store.writing.CountChanges.Mark;
import dev.ringback.store.writing.CountChanges.Place;
import dev.ringback.store.writing.FreshCounts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Keeps what is counted on SQLite, a row for each lane and project that a transaction touched. */
final class SqliteCounts {

    private final FreshCounts fresh;
    private final PreparedStatement mark;
    private final PreparedStatement forgetMark;

    private final CountChanges changes = new CountChanges();
    private final Set<Mark> doubtful = new HashSet<>();

    SqliteCounts(Connection connection) throws SQLException {
        fresh = new FreshCounts(connection);
        mark =
                connection.prepareStatement(
                        "INSERT INTO type_span VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        forgetMark =
                connection.prepareStatement(
                        """
                        DELETE FROM type_span WHERE project = ?1 AND type = ?2 AND span = ?3
                        AND NOT EXISTS (
                            SELECT 1 FROM event e WHERE e.project = ?1 AND e.type = ?2
                            AND e.sequence >= ?4 AND e.sequence < ?5)
                        AND NOT EXISTS (
                            SELECT 1 FROM call c CROSS JOIN event e ON e.sequence = c.event
                            WHERE c.project = ?1 AND e.type = ?2 AND c.id >= ?4 AND c.id < ?5
                            AND (c.id >> 38) <> (c.event >> 38))\
                        """);
    }

    /** An event that was added, with its bytes on disk. */
    void added(Event event, long stored) {
        changes.added(event, stored);
    }

    /** A call that was added; it waits. */
    void added(Call call) {
        changes.added(call);
    }

    /** A call that waited and moved on. */
    void moved(Settle settle) {
        changes.moved(settle);
    }

    /** Notes that a call that carries an event of a type has this id. */
    void mark(String project, String type, long id) {
        changes.mark(project, type, id);
    }

    /** A finished call that was deleted. */
    void removed(String project, String kind, String lane, long id, StateName state) {
        changes.removed(new Place(project, kind, lane, Span.of(id)), state);
    }

    /** An event was deleted, or a call that carried one: its mark may stand for nothing. */
    void removed(String project, String type, long id) {
        doubtful.add(new Mark(project, type, Span.of(id)));
    }

    /** Bytes came, or went when they are negative. */
    void addBytes(String project, long more) {
        changes.addBytes(project, more);
    }

    /** Writes what has changed; the last before the commit. */
    void write() throws SQLException {
        for (Map.Entry<Place, long[]> each : changes.calls().entrySet()) {
            fresh.addCalls(each.getKey(), each.getValue());
        }
        for (Map.Entry<String, Long> each : changes.bytes().entrySet()) {
            fresh.addBytes(each.getKey(), each.getValue());
        }
        for (Mark each : changes.marks()) {
            bind(mark, each).executeUpdate();
        }
        for (Mark each : doubtful) {
            forget(each);
        }
        fresh.carryOver();
        changes.written();
        doubtful.clear();
    }

    private void forget(Mark mark) throws SQLException {
        bind(forgetMark, mark);
        forgetMark.setLong(4, Span.first(mark.span()));
        forgetMark.setLong(5, Span.first(mark.span() + 1));
        forgetMark.executeUpdate();
        changes.doubt(mark);
    }

    private static PreparedStatement bind(PreparedStatement statement, Mark mark)
            throws SQLException {
        statement.setString(1, mark.project());
        statement.setString(2, mark.type());
        statement.setLong(3, mark.span());
        return statement;
    }

    /** Forgets what was undone; nothing is known to be on disk any more. */
    void undo() {
        changes.undone();
        doubtful.clear();
        fresh.undo();
    }
}
