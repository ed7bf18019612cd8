package dev.ringback.store.lists;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.QueuePlace;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The questions of the port, in SQL that both databases understand. */
final class Reads {

    private final Dialect dialect;
    private final Session session;
    private final Quotations quotations;

    Reads(Dialect dialect, Session session) {
        this.dialect = dialect;
        this.session = session;
        this.quotations = new Quotations(dialect, session);
    }

    OptionalInt size(long sequence) {
        return size("sequence = ?", List.of(sequence));
    }

    OptionalInt size(ProjectId project, EventId id) {
        var sequence = Sequence.parse(EventId.PREFIX, id.value());
        return sequence.isPresent()
                ? size(
                        "sequence = ? AND project = ?",
                        List.of(sequence.getAsLong(), project.value()))
                : size("project = ? AND id = ?", List.of(project.value(), id.value()));
    }

    private OptionalInt size(String which, List<?> arguments) {
        return session
                .query(
                        "SELECT " + Rows.BYTES + " FROM event e WHERE " + which,
                        arguments,
                        row -> row.getInt(1))
                .stream()
                .mapToInt(size -> size)
                .findFirst();
    }

    Optional<Event> event(long sequence) {
        return events(" FROM event e WHERE e.sequence = ?", List.of(sequence)).stream().findFirst();
    }

    Optional<Event> event(ProjectId project, EventId id) {
        var sequence = Sequence.parse(EventId.PREFIX, id.value());
        Optional<Event> derived =
                sequence.isPresent() ? event(sequence.getAsLong()) : Optional.empty();
        if (derived.isPresent()) {
            return derived.filter(e -> e.project().equals(project) && e.id().equals(id));
        }
        return events(
                        " FROM event e WHERE e.project = ? AND e.id = ?",
                        List.of(project.value(), id.value()))
                .stream()
                .findFirst();
    }

    List<Event> events(Collection<Long> sequences, int maxBytes) {
        return events(
                " FROM event e WHERE %s AND %s <= ?"
                        .formatted(dialect.among("e.sequence"), Rows.BYTES),
                List.of(dialect.list(sequences), maxBytes));
    }

    List<EventHead> heads(Collection<Long> sequences) {
        return session.query(
                "SELECT %s FROM event e WHERE %s".formatted(Rows.HEAD, dialect.among("e.sequence")),
                List.of(dialect.list(sequences)),
                Rows::head);
    }

    private List<Event> events(String from, List<?> arguments) {
        return quotations.complete(
                session.query("SELECT " + Rows.EVENT + from, arguments, Rows::event));
    }

    Optional<Call> call(ProjectId project, CallId id) {
        return one(
                "SELECT %s FROM call c WHERE %sc.id = ? AND c.project = ?"
                        .formatted(Rows.CALL, dialect.partitions("c.partition")),
                List.of(id.value(), project.value()),
                Rows::call);
    }

    List<Call> callsOf(ProjectId project, long event, int limit) {
        return session.query(
                "SELECT %s FROM call c%s WHERE c.event = ? AND %s = ? ORDER BY c.id DESC LIMIT ?"
                        .formatted(
                                Rows.CALL,
                                dialect.indexed("call_event"),
                                dialect.unindexed("c.project")),
                List.of(event, project.value(), limit),
                Rows::call);
    }

    List<Call> callsOf(ProjectId project, Collection<Long> events) {
        return session.query(
                "SELECT %s FROM call c%s WHERE %s AND %s = ?"
                        .formatted(
                                Rows.CALL,
                                dialect.indexed("call_event"),
                                dialect.among("c.event"),
                                dialect.unindexed("c.project")),
                List.of(dialect.list(events), project.value()),
                Rows::call);
    }

    CallCounts counts(ProjectId project, String kind, LaneId lane) {
        return session.query(
                        """
                        SELECT sum(waiting), sum(succeeded), sum(dead), sum(cancelled)
                        FROM call_count WHERE project = ? AND kind = ? AND lane = ?\
                        """,
                        List.of(project.value(), kind, lane.value()),
                        Rows::counts)
                .getFirst();
    }

    CallCounts counts(ProjectId project, String kind, long event) {
        return session.query(
                        """
                        SELECT sum(CASE WHEN c.state = 'waiting' THEN 1 ELSE 0 END),
                            sum(CASE WHEN c.state = 'succeeded' THEN 1 ELSE 0 END),
                            sum(CASE WHEN c.state = 'dead' THEN 1 ELSE 0 END),
                            sum(CASE WHEN c.state = 'cancelled' THEN 1 ELSE 0 END)
                        FROM call c WHERE c.event = ? AND %s = ? AND c.kind = ?\
                        """
                                .formatted(dialect.unindexed("c.project")),
                        List.of(event, project.value(), kind),
                        Rows::counts)
                .getFirst();
    }

    long storedBytes(ProjectId project) {
        return session
                .query(
                        "SELECT bytes FROM project_size WHERE project = ?",
                        List.of(project.value()),
                        row -> row.getLong(1))
                .stream()
                .findFirst()
                .orElse(0L);
    }

    private List<Call> due(LaneId lane, boolean retrying, int limit) {
        return session.query(
                "SELECT "
                        + Rows.CALL
                        + " FROM call c WHERE c.lane = ? AND c.state = 'waiting'"
                        + " AND (c.attempts > 0) = ? ORDER BY c.due_at, c.id LIMIT ?",
                List.of(lane.value(), retrying, limit),
                Rows::call);
    }

    List<Call> due(LaneId lane, boolean retrying, QueuePlace from, int limit) {
        if (from.equals(QueuePlace.FIRST)) {
            return due(lane, retrying, limit);
        }
        return session.query(
                "SELECT "
                        + Rows.CALL
                        + " FROM call c WHERE c.lane = ? AND c.state = 'waiting'"
                        + " AND (c.attempts > 0) = ? AND (c.due_at, c.id) >= (?, ?)"
                        + " ORDER BY c.due_at, c.id LIMIT ?",
                List.of(
                        lane.value(),
                        retrying,
                        from.dueAt().toEpochMilli(),
                        from.call().value(),
                        limit),
                Rows::call);
    }

    List<Call> oldest(LaneId lane, long series, int limit) {
        return session.query(
                "SELECT "
                        + Rows.CALL
                        + " FROM call c"
                        + dialect.indexed("call_series")
                        + " WHERE c.lane = ? AND c.series = ? AND c.state = 'waiting'"
                        + " ORDER BY c.id LIMIT ?",
                List.of(lane.value(), series, limit),
                Rows::call);
    }

    List<Call> oldest(LaneId lane, int limit) {
        // The inner question is answered by the queue's index alone, however long the history is.
        return session.query(
                """
                SELECT %s FROM call c WHERE c.partition = ? AND c.id IN (
                    SELECT q.id FROM call q
                    WHERE q.lane = ? AND q.state = 'waiting' AND (q.attempts > 0) IN (?, ?)
                    ORDER BY %s LIMIT ?)
                ORDER BY c.id\
                """
                        .formatted(Rows.CALL, dialect.unindexed("q.id")),
                List.of(lane.partition(), lane.value(), false, true, limit),
                Rows::call);
    }

    long greatestId() {
        return Math.max(number("SELECT max(sequence) FROM event"), number(dialect.greatestCall()));
    }

    /** The one number of the one row; 0 where it is NULL. */
    private long number(String sql) {
        return session.query(sql, List.of(), row -> row.getLong(1)).getFirst();
    }

    List<Backlog> backlog(Optional<Backlog> after, int limit) {
        Sql sql =
                new Sql(
                        """
                        SELECT lane, (attempts > 0), count(*), min(due_at), min(id)
                        FROM call WHERE state = 'waiting'\
                        """);
        after.ifPresent(last ->
                sql.add(
                        " AND lane >= ? AND (lane > ? OR (attempts > 0) > ?)",
                        last.lane().value(),
                        last.lane().value(),
                        last.retrying()));
        sql.add(" GROUP BY lane, (attempts > 0) ORDER BY lane, (attempts > 0) LIMIT ?", limit);
        return sql.ask(
                session,
                row ->
                        new Backlog(
                                new LaneId(row.getString(1)),
                                row.getBoolean(2),
                                row.getLong(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                new CallId(row.getLong(5))));
    }

    Optional<Instant> latest(String source, String subject) {
        return one(Rows.LATEST, List.of(source, subject), row -> row.getLong(1))
                .map(Instant::ofEpochMilli);
    }

    private <T> Optional<T> one(String sql, List<?> arguments, Session.Row<T> row) {
        return session.query(sql, arguments, row).stream().findFirst();
    }
}
