package dev.ringback.store;

import dev.ringback.kernel.Attempt;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallState;
import dev.ringback.kernel.Change.Settle;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The statements of the usual path, each for many rows. The driver keeps them prepared. */
final class PostgresStatements {

    /**
     * A call that is not finished waits. Said so, and not as state = 'waiting', the planner cannot
     * take the index of waiting calls, which looks small to it and is full of dead entries.
     */
    static final String SETTLE =
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

    private static final String INSERT_ATTEMPTS =
            """
            INSERT INTO attempt SELECT * FROM unnest(?::int[], ?::bigint[], ?::int[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::text[],
                ?::text[], ?::text[], ?::bytea[])
            ON CONFLICT DO NOTHING\
            """;

    private static final String INSERT_EVENTS =
            """
            INSERT INTO event SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[])
            ON CONFLICT DO NOTHING\
            """;

    private static final String INSERT_QUOTING =
            """
            INSERT INTO event SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[], ?::int[])
            ON CONFLICT DO NOTHING
            RETURNING sequence\
            """;

    private static final String INSERT_CALLS =
            """
            INSERT INTO call (partition, id, project, kind, lane, event, attempts, due_at,
                created_at, replay, state)
            SELECT *, 'waiting' FROM unnest(?::int[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                ?::bigint[], ?::int[], ?::bigint[], ?::bigint[], ?::text[])
            ON CONFLICT DO NOTHING\
            """;

    private final Connection connection;
    private final long mark;

    PostgresStatements(Connection connection, long mark) {
        this.connection = connection;
        this.mark = mark;
    }

    /** Moves the calls that wait, and answers which they were. */
    Set<Long> settle(List<Settle> settles) throws SQLException {
        record Move(Settle settle, StateColumns state) {}
        List<Move> moves = new ArrayList<>(settles.size());
        for (Settle settle : settles) {
            moves.add(new Move(settle, StateColumns.of(settle.next())));
        }
        moves.sort(Comparator.comparing(move -> move.settle.call()));
        try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
            new Columns<>(statement, moves)
                    .ints(move -> move.settle.partition())
                    .longs(move -> move.settle.call().value())
                    .texts(move -> move.settle.next().name().word())
                    .ints(move -> move.settle.attempts())
                    .longs(move -> move.state.dueAt())
                    .longs(move -> move.state.finishedAt())
                    .texts(move -> move.state.reason())
                    .ints(move -> move.settle.before())
                    .longs(_ -> mark);
            return longs(statement);
        }
    }

    /** Keeps the attempts of moves that have one, unless one of that number is kept already. */
    void insertAttempts(List<Settle> settles) throws SQLException {
        record Row(Settle settle, Attempt attempt) {}
        List<Row> rows = new ArrayList<>(settles.size());
        for (Settle settle : settles) {
            settle.attempt().ifPresent(attempt -> rows.add(new Row(settle, attempt)));
        }
        if (rows.isEmpty()) {
            return;
        }
        rows.sort(Comparator.comparing(row -> row.settle.call()));
        try (PreparedStatement statement = connection.prepareStatement(INSERT_ATTEMPTS)) {
            new Columns<>(statement, rows)
                    .ints(row -> row.settle.partition())
                    .longs(row -> row.settle.call().value())
                    .ints(row -> row.attempt.number())
                    .longs(row -> row.attempt.startedAt().toEpochMilli())
                    .longs(row -> row.attempt.timing().connectMicros())
                    .longs(row -> row.attempt.timing().tlsMicros())
                    .longs(row -> row.attempt.timing().firstByteMicros())
                    .longs(row -> row.attempt.timing().totalMicros())
                    .ints(row -> row.attempt.status())
                    .texts(row -> row.attempt.error())
                    .texts(row -> HeaderText.write(row.attempt.requestHeaders()))
                    .texts(row -> HeaderText.write(row.attempt.responseHeaders()))
                    .bytes(row -> row.attempt.responseBody().bytes());
            statement.executeUpdate();
        }
    }

    /** Adds the events, none of which quotes, whose sequence and id are new; answers how many. */
    int insertEvents(List<Event> events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_EVENTS)) {
            Columns<Event> _ = bind(statement, events);
            return statement.executeUpdate();
        }
    }

    /**
     * Adds the events whose sequence and id are new, without what they quote; answers which were
     * new, true, and which were not.
     */
    Map<Boolean, List<Event>> insertQuoting(List<Event> events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_QUOTING)) {
            Columns<Event> _ = bind(statement, events).ints(Rows::size);
            Set<Long> added = longs(statement);
            return events.stream()
                    .collect(Collectors.partitioningBy(e -> added.contains(e.sequence())));
        }
    }

    private static Columns<Event> bind(PreparedStatement statement, List<Event> events)
            throws SQLException {
        return new Columns<>(statement, events)
                .longs(Event::sequence)
                .texts(event -> event.project().value())
                .texts(Rows::given)
                .texts(Event::type)
                .texts(Event::subject)
                .longs(event -> event.occurredAt().toEpochMilli())
                .longs(event -> event.acceptedAt().toEpochMilli())
                .texts(Event::contentType)
                .bytes(event -> Quoting.rest(event).bytes());
    }

    /** Adds the calls whose id is new; answers how many. */
    int insertCalls(List<Call> calls) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_CALLS)) {
            new Columns<>(statement, calls)
                    .ints(call -> call.lane().partition())
                    .longs(call -> call.id().value())
                    .texts(call -> call.project().value())
                    .texts(Call::kind)
                    .texts(call -> call.lane().value())
                    .longs(Call::event)
                    .ints(Call::attempts)
                    .longs(PostgresStatements::dueAt)
                    .longs(call -> call.createdAt().toEpochMilli())
                    .texts(Call::replay);
            return statement.executeUpdate();
        }
    }

    private static Set<Long> longs(PreparedStatement statement) throws SQLException {
        Set<Long> longs = new HashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                longs.add(rows.getLong(1));
            }
        }
        return longs;
    }

    private static long dueAt(Call call) {
        if (!(call.state() instanceof CallState.Waiting(Instant dueAt))) {
            throw new StoreException(Words.notWaiting(call));
        }
        return dueAt.toEpochMilli();
    }
}
