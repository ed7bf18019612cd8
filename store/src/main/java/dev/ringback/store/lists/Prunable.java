package dev.ringback.store.lists;

import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the events that may be pruned: those accepted before a moment of which no call waits and
 * that no other event quotes. They are asked for outside the transactions that forget them: when
 * much of what is old must stay, this takes long.
 */
final class Prunable {

    private final Dialect dialect;
    private final Session session;

    /** A condition: a call of the event waits, or another event quotes it. */
    private final String stays;

    Prunable(Dialect dialect, Session session) {
        this.dialect = dialect;
        this.session = session;
        this.stays =
                """
                EXISTS (SELECT 1 FROM call c WHERE c.event = e.sequence AND %s = 'waiting')
                OR EXISTS (SELECT 1 FROM quote q WHERE q.quoted = e.sequence)\
                """
                        .formatted(dialect.unindexed("c.state"));
    }

    /**
     * How far a walk over all that is old has come: first over all events whose ids are old, then
     * over the strays among the others.
     *
     * @param strays whether it is at the strays
     * @param project of the last stray that was looked at
     * @param sequence of the last event that was looked at
     */
    record Place(boolean strays, String project, long sequence) {

        static final Place START = new Place(false, "", Long.MIN_VALUE);
        private static final Place STRAYS = new Place(true, "", Long.MIN_VALUE);
    }

    /**
     * A piece of the walk.
     *
     * @param events that may go
     * @param next where the walk goes on; empty when it is over
     */
    record Page(List<Long> events, Optional<Place> next) {}

    private record Old(Place place, boolean goes) {}

    /** Looks at so many events at most. */
    Page after(Place place, Instant before, int limit) {
        List<Old> old = place.strays ? strays(place, before, limit) : events(place, before, limit);
        List<Long> goes = new ArrayList<>();
        for (Old each : old) {
            if (each.goes) {
                goes.add(each.place.sequence);
            }
        }
        if (old.size() == limit) {
            return new Page(goes, Optional.of(old.getLast().place));
        }
        return new Page(goes, place.strays ? Optional.empty() : Optional.of(Place.STRAYS));
    }

    /** Those whose ids are as old as that, strays among them. */
    private List<Old> events(Place place, Instant before, int limit) {
        return session.query(
                """
                SELECT e.sequence, e.accepted_at < ? AND NOT (%s) FROM event e
                WHERE e.sequence > ? AND e.sequence < ? ORDER BY e.sequence LIMIT ?\
                """
                        .formatted(stays),
                List.of(before.toEpochMilli(), place.sequence, young(before), limit),
                row -> new Old(new Place(false, "", row.getLong(1)), row.getBoolean(2)));
    }

    private List<Old> strays(Place place, Instant before, int limit) {
        Sql sql =
                new Sql(
                        """
                        SELECT e.project, e.sequence, NOT (%s) FROM event e%s
                        WHERE (e.project, e.sequence) > (?, ?) AND e.sequence >= ?
                        AND e.accepted_at < ?\
                        """
                                .formatted(stays, dialect.indexed("event_stray")),
                        place.project,
                        place.sequence,
                        young(before),
                        before.toEpochMilli());
        return QueryConditions.onlyStrayEvents(sql)
                .add(" ORDER BY e.project, e.sequence LIMIT ?", limit)
                .ask(
                        session,
                        row ->
                                new Old(
                                        new Place(true, row.getString(1), row.getLong(2)),
                                        row.getBoolean(3)));
    }

    /** Of ids from here on, only those of strays belong to events that are old. */
    private static long young(Instant before) {
        return TimeOrderedIds.floor(before.plus(Range.DOUBT));
    }

    /** Sequences of such events among these, at most so many. */
    List<Long> among(List<Long> events, Instant before, int limit) {
        return session.query(
                "SELECT e.sequence FROM event e WHERE %s AND e.accepted_at < ? AND NOT (%s) LIMIT ?"
                        .formatted(dialect.among("e.sequence"), stays),
                List.of(dialect.list(events), before.toEpochMilli(), limit),
                row -> row.getLong(1));
    }

    /** What these events quote. */
    List<Long> quotedBy(List<Long> events) {
        return session.query(
                "SELECT DISTINCT q.quoted FROM quote q WHERE " + dialect.among("q.event"),
                List.of(dialect.list(events)),
                row -> row.getLong(1));
    }
}
