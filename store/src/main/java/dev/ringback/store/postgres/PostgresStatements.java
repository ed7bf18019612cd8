package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.Columns;
import dev.ringback.store.rows.HeaderText;
import dev.ringback.store.rows.OriginColumns;
import dev.ringback.store.rows.Quoting;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.StateColumns;
import dev.ringback.store.rows.StoreMessages;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statements of the usual path, each for many rows. The driver keeps them prepared. */
final class PostgresStatements {

    private static final String ATTEMPTS =
            """
            unnest(?::int[], ?::bigint[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::int[], ?::text[], ?::text[], ?::text[], ?::bytea[])\
            """;

    /**
     * A call that is not finished waits. Said so, and not as state = 'waiting', the planner cannot
     * take the index of waiting calls, which looks small to it and is full of dead entries.
     */
    private static final String MOVE =
            """
            UPDATE call c
            SET state = s.state, attempts = s.attempts, due_at = s.due_at,
                finished_at = s.finished_at, reason = s.reason, settled_by = s.settled_by
            FROM unnest(?::int[], ?::bigint[], ?::text[], ?::int[], ?::bigint[], ?::bigint[],
                        ?::text[], ?::int[], ?::bigint[])
                AS s (partition, id, state, attempts, due_at, finished_at, reason, before,
                    settled_by)
            WHERE c.partition = s.partition AND c.id = s.id AND c.finished_at IS NULL
                AND c.attempts = s.before
            RETURNING c.id\
            """;

    private static final String ADD =
            """
            INSERT INTO call (partition, id, project, kind, lane, event, attempts, due_at,
                created_at, replay, series, state)
            SELECT n.partition, n.id, n.project, n.kind, n.lane, n.event, n.attempts, n.due_at,
                n.created_at, n.replay, n.series, 'waiting'
            FROM unnest(?::int[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                    ?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
                AS n (partition, id, project, kind, lane, event, attempts, due_at, created_at,
                    replay, series, needed)
            WHERE n.needed IS NULL OR (SELECT true FROM event e WHERE e.sequence = n.needed)
            ON CONFLICT DO NOTHING
            RETURNING id\
            """;

    /**
     * Moves calls, keeps the attempts of those that moved, and adds calls. With IS TRUE behind it,
     * the planner looks each attempt up among those that moved, where it would compare every pair.
     */
    static final String WRITE_CALLS =
            """
            WITH moved AS (%s),
            kept AS (
                INSERT INTO attempt SELECT * FROM %s AS a (partition, call)
                WHERE (a.call IN (SELECT id FROM moved)) IS TRUE
                ON CONFLICT DO NOTHING),
            added AS (%s)
            SELECT id FROM moved UNION ALL SELECT id FROM added\
            """
                    .formatted(MOVE, ATTEMPTS, ADD);

    static final String MOVE_ALL = AllOrNothing.of(MOVE);

    private static final String ADD_ALL = AllOrNothing.of(ADD);

    private static final String INSERT_ATTEMPTS =
            "INSERT INTO attempt SELECT * FROM " + ATTEMPTS + " ON CONFLICT DO NOTHING";

    private static final String INSERT_EVENTS =
            """
            INSERT INTO event SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[], ?::int[]%s)
            ON CONFLICT DO NOTHING
            RETURNING sequence\
            """;

    private static final String INSERT_PUBLISHED = INSERT_EVENTS.formatted("");

    private static final String INSERT_ARRIVED =
            INSERT_EVENTS.formatted(", ?::text[], ?::text[], ?::bigint[], ?::int[], ?::bytea[]");

    private static final String INSERT_ALL_PUBLISHED = AllOrNothing.of(INSERT_PUBLISHED);

    private static final String INSERT_ALL_ARRIVED = AllOrNothing.of(INSERT_ARRIVED);

    /** A move, and the attempt that led to it. */
    private record Kept(Settle settle, Attempt attempt) {}

    private PostgresStatements() {}

    /**
     * Moves the calls that wait, keeps the attempts of those that have one, and adds the calls
     * whose id is new. It answers which moved and which were added; a call is not among both.
     *
     * @param mark of the node, kept with the calls that moved
     * @param doubtful sequences of events that may have been left out; then so are their calls
     */
    static PipelinedStatement writeCalls(
            List<Settle> settles, long mark, List<Call> calls, Set<Long> doubtful) {
        List<Kept> kept = attempts(settles);
        PipelinedStatement.Binding moves = moves(settles, mark);
        return new PipelinedStatement(
                WRITE_CALLS,
                (statement, bound) ->
                        bindCalls(
                                calls,
                                doubtful,
                                statement,
                                bind(kept, statement, moves.bind(statement, bound))));
    }

    /** Moves calls, and fails unless all of them wait. */
    static PipelinedStatement moveAllCalls(List<Settle> settles, long mark) {
        return new PipelinedStatement(
                MOVE_ALL, AllOrNothing.bound(moves(settles, mark), settles.size()));
    }

    /** Adds calls, and fails unless all of them are new. */
    static PipelinedStatement addAllCalls(List<Call> calls) {
        return new PipelinedStatement(
                ADD_ALL,
                AllOrNothing.bound(
                        (statement, bound) -> bindCalls(calls, Set.of(), statement, bound),
                        calls.size()));
    }

    private static PipelinedStatement.Binding moves(List<Settle> settles, long mark) {
        record Move(Settle settle, StateColumns state) {}
        List<Move> moves = new ArrayList<>(settles.size());
        for (Settle settle : settles) {
            moves.add(new Move(settle, StateColumns.of(settle.next())));
        }
        moves.sort(Comparator.comparing(move -> move.settle.id()));
        return (statement, bound) ->
                new Columns<>(statement, moves, bound)
                        .ints(move -> move.settle.partition())
                        .longs(move -> move.settle.id().value())
                        .texts(move -> move.settle.next().name().word())
                        .ints(move -> move.settle.attempts())
                        .longs(move -> move.state.dueAt())
                        .longs(move -> move.state.finishedAt())
                        .texts(move -> move.state.reason())
                        .ints(move -> move.settle.before())
                        .longs(_ -> mark)
                        .bound();
    }

    /** Keeps the attempts of moves that have one, unless one of that number is kept already. */
    static PipelinedStatement insertAttempts(List<Settle> settles) {
        List<Kept> kept = attempts(settles);
        return new PipelinedStatement(
                INSERT_ATTEMPTS, (statement, bound) -> bind(kept, statement, bound));
    }

    private static List<Kept> attempts(List<Settle> settles) {
        List<Kept> kept = new ArrayList<>(settles.size());
        for (Settle settle : settles) {
            settle.attempt().ifPresent(attempt -> kept.add(new Kept(settle, attempt)));
        }
        kept.sort(Comparator.comparing(each -> each.settle.id()));
        return kept;
    }

    private static int bind(List<Kept> kept, PreparedStatement statement, int bound)
            throws SQLException {
        return new Columns<>(statement, kept, bound)
                .ints(each -> each.settle.partition())
                .longs(each -> each.settle.id().value())
                .ints(each -> each.attempt.number())
                .longs(each -> each.attempt.startedAt().toEpochMilli())
                .longs(each -> each.attempt.timing().connectMicros())
                .longs(each -> each.attempt.timing().tlsMicros())
                .longs(each -> each.attempt.timing().firstByteMicros())
                .longs(each -> each.attempt.timing().totalMicros())
                .ints(each -> each.attempt.status())
                .texts(each -> each.attempt.error())
                .texts(each -> HeaderText.write(each.attempt.requestHeaders()))
                .texts(each -> HeaderText.write(each.attempt.responseHeaders()))
                .bytes(each -> each.attempt.responseBody().bytes())
                .bound();
    }

    /**
     * Adds the events whose sequence and id are new, without what they quote; it answers which they
     * were.
     */
    static PipelinedStatement insertEvents(List<Event> events) {
        return isPublished(events)
                ? PipelinedStatement.of(INSERT_PUBLISHED, events, PostgresStatements::bindEvents)
                : PipelinedStatement.of(INSERT_ARRIVED, events, PostgresStatements::bindArrived);
    }

    /** Adds events, and fails unless all of them are new. */
    static PipelinedStatement insertAllEvents(List<Event> events) {
        boolean published = isPublished(events);
        return new PipelinedStatement(
                published ? INSERT_ALL_PUBLISHED : INSERT_ALL_ARRIVED,
                AllOrNothing.bound(
                        PipelinedStatement.binding(
                                events,
                                published
                                        ? PostgresStatements::bindEvents
                                        : PostgresStatements::bindArrived),
                        events.size()));
    }

    private static boolean isPublished(List<Event> events) {
        for (Event event : events) {
            if (event.arrived().isPresent()) {
                return false;
            }
        }
        return true;
    }

    private static Columns<Event> bindEvents(Columns<Event> rows) throws SQLException {
        return rows.longs(Event::sequence)
                .texts(event -> event.project().value())
                .texts(Rows::given)
                .texts(Event::type)
                .texts(Event::subject)
                .longs(event -> event.occurredAt().toEpochMilli())
                .longs(event -> event.acceptedAt().toEpochMilli())
                .texts(OriginColumns::mediaType)
                .bytes(event -> Quoting.rest(event).bytes())
                .ints(Rows::size);
    }

    private static Columns<Event> bindArrived(Columns<Event> rows) throws SQLException {
        return bindEvents(rows)
                .texts(of(Arrived::source))
                .texts(of(Arrived::key))
                .longs(of(origin -> Rows.number(origin.duplicateOf())))
                .ints(of(origin -> origin.superseded() ? 1 : 0))
                .bytes(of(origin -> origin.arrival().bytes()));
    }

    /** A value of an event's origin; nothing where it has none. */
    private static <T> Function<Event, @Nullable T> of(Function<Arrived, @Nullable T> value) {
        return event -> event.arrived().map(value).orElse(null);
    }

    private static int bindCalls(
            List<Call> calls, Set<Long> doubtful, PreparedStatement statement, int bound)
            throws SQLException {
        return new Columns<>(statement, calls, bound)
                .ints(call -> call.lane().partition())
                .longs(call -> call.id().value())
                .texts(call -> call.project().value())
                .texts(Call::kind)
                .texts(call -> call.lane().value())
                .longs(Call::event)
                .ints(Call::attempts)
                .longs(PostgresStatements::dueAt)
                .longs(call -> call.createdAt().toEpochMilli())
                .texts(Call::replay)
                .longs(call -> Rows.number(call.series()))
                .longs(call -> doubtful.contains(call.event()) ? call.event() : null)
                .bound();
    }

    private static long dueAt(Call call) {
        if (!(call.state() instanceof CallState.Waiting(Instant dueAt))) {
            throw new StoreException(StoreMessages.notWaiting(call));
        }
        return dueAt.toEpochMilli();
    }
}
