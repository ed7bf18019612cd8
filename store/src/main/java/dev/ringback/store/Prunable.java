package dev.ringback.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which events may be forgotten: those accepted before a moment of which no call waits and that no
 * other event quotes. They are asked for outside the transactions that forget them: when much of
 * what is old must stay, this takes long.
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
     * Sequences of such events, at most so many. All events are looked through in the order of
     * acceptance up to the first that is younger, so that what must stay holds up nothing.
     */
    List<Long> before(Instant before, int limit) {
        List<Long> prunable = new ArrayList<>();
        List<Old> page = page(Long.MIN_VALUE, limit);
        while (!page.isEmpty()) {
            for (Old event : page) {
                if (event.acceptedAt >= before.toEpochMilli() || prunable.size() == limit) {
                    return prunable;
                }
                if (!event.stays) {
                    prunable.add(event.sequence);
                }
            }
            page = page(page.getLast().sequence, limit);
        }
        return prunable;
    }

    private record Old(long sequence, long acceptedAt, boolean stays) {}

    private List<Old> page(long after, int limit) {
        return session.query(
                "SELECT e.sequence, e.accepted_at, "
                        + stays
                        + " FROM event e WHERE e.sequence > ? ORDER BY e.sequence LIMIT ?",
                List.of(after, limit),
                row -> new Old(row.getLong(1), row.getLong(2), row.getBoolean(3)));
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
