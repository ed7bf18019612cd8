package dev.ringback.store;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.StateName;
import dev.ringback.store.FreshCounts.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Keeps count of calls by lane and state, of bytes by project, and of where events of a type are:
 * gathers what a transaction changes and writes it at its end, a row for each lane and project.
 */
final class SqliteCounts {

    private static final int STATES = 4;

    /** What is remembered of marks that are on disk; beyond it they are looked up again. */
    private static final int KNOWN = 10_000;

    /**
     * How many calls it is remembered of where they are counted. Asking the database again for each
     * that is settled costs a sixth of all that a call costs.
     */
    private static final int REMEMBERED = 16_384;

    private record Mark(String project, String type, long span) {}

    private final FreshCounts fresh;
    private final PreparedStatement mark;
    private final PreparedStatement forgetMark;
    private final PreparedStatement place;

    private final Map<Place, long[]> calls = new HashMap<>();
    private final Map<String, Long> bytes = new HashMap<>();
    private final Set<Mark> known = new HashSet<>();
    private final Map<Long, Place> places =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Place> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private final Set<Mark> doubtful = new HashSet<>();

    SqliteCounts(Connection connection) throws SQLException {
        fresh = new FreshCounts(connection);
        mark =
                connection.prepareStatement(
                        "INSERT INTO type_span VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        place = connection.prepareStatement("SELECT project, kind, lane FROM call WHERE id = ?");
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

    /** An event that was added. */
    void added(Event event, int stored) throws SQLException {
        addBytes(event.project().value(), stored);
        mark(event.project().value(), event.type(), event.sequence());
    }

    /** A call that was added; it waits. */
    void added(Call call) {
        long id = call.id().value();
        Place added =
                new Place(call.project().value(), call.kind(), call.lane().value(), Span.of(id));
        places.put(id, added);
        counts(added)[0]++;
    }

    /** Whether a call stands in another span than its event, and so needs a mark of its own. */
    static boolean isLate(Call call) {
        return Span.of(call.id().value()) != Span.of(call.event());
    }

    /** Notes that an event of a type, or a call that carries one, has this id. */
    void mark(String project, String type, long id) throws SQLException {
        Mark wanted = new Mark(project, type, Span.of(id));
        if (known.contains(wanted)) {
            return;
        }
        if (known.size() == KNOWN) {
            known.clear();
        }
        mark.setString(1, project);
        mark.setString(2, type);
        mark.setLong(3, wanted.span);
        mark.executeUpdate();
        known.add(wanted);
    }

    /** A call that waited and moved on. */
    void moved(long id, StateName next) throws SQLException {
        if (next != StateName.WAITING) {
            Place known = places.remove(id);
            long[] counts = counts(known == null ? placeOf(id) : known);
            counts[0]--;
            counts[column(next)]++;
        }
    }

    private Place placeOf(long id) throws SQLException {
        place.setLong(1, id);
        try (ResultSet rows = place.executeQuery()) {
            rows.next();
            return new Place(rows.getString(1), rows.getString(2), rows.getString(3), Span.of(id));
        }
    }

    /** A finished call that was deleted. */
    void removed(String project, String kind, String lane, long id, StateName state) {
        counts(new Place(project, kind, lane, Span.of(id)))[column(state)]--;
    }

    /** An event was deleted, or a call that carried one: its mark may stand for nothing. */
    void removed(String project, String type, long id) {
        doubtful.add(new Mark(project, type, Span.of(id)));
    }

    /** Bytes came, or went when they are negative. */
    void addBytes(String project, long more) {
        bytes.merge(project, more, Long::sum);
    }

    private long[] counts(Place place) {
        return calls.computeIfAbsent(place, _ -> new long[STATES]);
    }

    private static int column(StateName state) {
        return switch (state) {
            case WAITING, RUNNING -> 0;
            case SUCCEEDED -> 1;
            case DEAD -> 2;
            case CANCELLED -> 3;
        };
    }

    /** Writes what has changed; the last before the commit. */
    void write() throws SQLException {
        totals();
        for (Map.Entry<Place, long[]> each : calls.entrySet()) {
            fresh.addCalls(each.getKey(), each.getValue());
        }
        for (Map.Entry<String, Long> each : bytes.entrySet()) {
            fresh.addBytes(each.getKey(), each.getValue());
        }
        for (Mark each : doubtful) {
            forget(each);
        }
        fresh.carryOver();
        clear();
    }

    /** The rows of all lanes of a kind. */
    private void totals() {
        Map<Place, long[]> totals = new HashMap<>();
        calls.forEach((place, counts) -> {
            Place all = new Place(place.project(), place.kind(), "", place.span());
            long[] sum = totals.computeIfAbsent(all, _ -> new long[STATES]);
            for (int i = 0; i < STATES; i++) {
                sum[i] += counts[i];
            }
        });
        calls.putAll(totals);
    }

    private void forget(Mark doubtful) throws SQLException {
        forgetMark.setString(1, doubtful.project);
        forgetMark.setString(2, doubtful.type);
        forgetMark.setLong(3, doubtful.span);
        forgetMark.setLong(4, Span.first(doubtful.span));
        forgetMark.setLong(5, Span.first(doubtful.span + 1));
        forgetMark.executeUpdate();
        known.remove(doubtful);
    }

    /** Forgets what was undone; nothing is known to be on disk any more. */
    void undo() {
        clear();
        known.clear();
        places.clear();
        fresh.undo();
    }

    private void clear() {
        calls.clear();
        bytes.clear();
        doubtful.clear();
    }
}
