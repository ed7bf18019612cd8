package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.Columns;
import dev.ringback.store.rows.HeaderText;
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

    /** No index is asked twice, and nothing is answered: a row that is there makes it fail. */
    private static final String ADD_ALL =
            """
            INSERT INTO call (partition, id, project, kind, lane, event, attempts, due_at,
                created_at, replay, series, state)
            SELECT *, 'waiting' FROM unnest(?::int[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                    ?::bigint[], ?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[])\
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

    private static final String INSERT_ALL_ATTEMPTS =
            "INSERT INTO attempt SELECT * FROM " + ATTEMPTS;

    private static final String INSERT_ATTEMPTS = INSERT_ALL_ATTEMPTS + " ON CONFLICT DO NOTHING";

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
        return PipelinedStatement.of(ADD_ALL, calls, PostgresStatements::bindCalls);
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
        return keepAttempts(INSERT_ATTEMPTS, settles);
    }

    /** Keeps the attempts of moves that have one, and fails unless all of them are new. */
    static PipelinedStatement insertAllAttempts(List<Settle> settles) {
        return keepAttempts(INSERT_ALL_ATTEMPTS, settles);
    }

    private static PipelinedStatement keepAttempts(String sql, List<Settle> settles) {
        List<Kept> kept = attempts(settles);
        return new PipelinedStatement(sql, (statement, bound) -> bind(kept, statement, bound));
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

    private static int bindCalls(
            List<Call> calls, Set<Long> doubtful, PreparedStatement statement, int bound)
            throws SQLException {
        return bindCalls(new Columns<>(statement, calls, bound))
                .longs(call -> doubtful.contains(call.event()) ? call.event() : null)
                .bound();
    }

    private static Columns<Call> bindCalls(Columns<Call> rows) throws SQLException {
        return rows.ints(call -> call.lane().partition())
                .longs(call -> call.id().value())
                .texts(call -> call.project().value())
                .texts(Call::kind)
                .texts(call -> call.lane().value())
                .longs(Call::event)
                .ints(Call::attempts)
                .longs(PostgresStatements::dueAt)
                .longs(call -> call.createdAt().toEpochMilli())
                .texts(Call::replay)
                .longs(call -> Rows.number(call.series()));
    }

    private static long dueAt(Call call) {
        if (!(call.state() instanceof CallState.Waiting(Instant dueAt))) {
            throw new StoreException(StoreMessages.notWaiting(call));
        }
        return dueAt.toEpochMilli();
    }
}
