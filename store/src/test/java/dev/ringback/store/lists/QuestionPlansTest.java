package dev.ringback.store.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.QueuePlace;
import dev.ringback.kernel.port.Store;
import dev.ringback.store.ManyEvents;
import dev.ringback.store.OneConnection;
import dev.ringback.store.PostgresOwner;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.postgres.PostgresReaders;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.ListLimits;
import dev.ringback.store.rows.Schema;
import dev.ringback.store.rows.Session;
import dev.ringback.store.sqlite.SqliteFile;
import dev.ringback.store.writing.FreshCounts;
import dev.ringback.testkit.Eventually;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every question is answered by an index that leads to what is asked for. */
final class QuestionPlansTest {

    private static final Instant END = Instant.parse("2026-11-01T12:00:00Z");
    private static final int EVENTS = 20_000;

    /** Small pieces, so that questions of all kinds are asked. */
    private static final ListLimits LIMITS =
            new ListLimits(Duration.ofMinutes(10), 3, 2, Duration.ofMinutes(1), 5);

    private static final Pattern SQLITE_SCAN =
            Pattern.compile(
                    "SCAN (c|e|q|call|event|quote|n|k|s|type_span"
                            + "|call_count_kept|project_size_kept)\\b"
                            + "|SEARCH c USING INTEGER PRIMARY KEY \\(rowid[<>]");

    @TempDir Path directory;

    @Test
    void sqliteLooksThroughNoTable() throws SQLException {
        Path database = directory.resolve("ringback.db");
        try (Connection connection = new SqliteFile(database).writer()) {
            new ManyEvents(Dialect.SQLITE, EVENTS, 10, END).fill(connection);
            Schema.sqlite().apply(connection);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(ManyEvents.ARRIVE);
            }
            Explaining session =
                    new Explaining(new OneConnection(connection), "EXPLAIN QUERY PLAN ", 4);
            askAll(Dialect.SQLITE, session);
            assertThat(new Reads(Dialect.SQLITE, session).storedBytes(ProjectId.DEFAULT))
                    .isEqualTo(10L * EVENTS);
            FreshCounts.CARRY_OVER.forEach(session::explain);
            assertThat(session.plans())
                    .hasSizeGreaterThan(200)
                    .noneMatch(plan -> SQLITE_SCAN.matcher(plan).find())
                    .noneMatch(QuestionPlansTest::sortsSpans);
        }
    }

    /** Spans are read in order, so that no more of them are read than are wanted. */
    private static boolean sortsSpans(String plan) {
        return plan.contains("TEMP B-TREE") && plan.contains("FROM call_count\n");
    }

    @Test
    void postgresLooksThroughNoTable() throws SQLException {
        String url = filled();
        PostgresOwner.open(url).close();
        PostgresServer.executeIn(url, ManyEvents.ARRIVE);
        PostgresServer.executeIn(url, "ANALYZE event");
        try (PostgresReaders readers = PostgresReaders.apart(PostgresAddress.parse(url), 1)) {
            Explaining session = new Explaining(readers, "EXPLAIN ", 1);
            askAll(Dialect.POSTGRES, session);
            assertThat(session.plans())
                    .hasSizeGreaterThan(200)
                    .noneMatch(plan -> plan.contains("Seq Scan"))
                    .noneMatch(plan -> plan.contains("Gather"))
                    .anyMatch(plan -> plan.contains("event_source"));
        }
    }

    /** A database that was never looked at: whatever is planned is planned for the first time. */
    @Test
    void postgresReadsTheQueueByItsIndexFromTheFirstTimeOn() throws SQLException {
        String url = filled();
        try (Store store = PostgresOwner.open(url)) {
            long before = scans(url);
            for (int i = 0; i < 3; i++) {
                assertThat(store.due(ManyEvents.MAIN, false, 1000)).hasSize(1000);
                assertThat(store.due(ManyEvents.FEW, true, 1000)).isEmpty();
                assertThat(store.oldest(ManyEvents.MAIN, 10)).hasSize(10);
            }
            Eventually.until("the index of the queue was used", () -> scans(url) >= before + 9);
        }
    }

    private static String filled() throws SQLException {
        String url = PostgresServer.freshDatabase();
        try (Connection connection = PostgresServer.connect(url)) {
            connection.setAutoCommit(false);
            new ManyEvents(Dialect.POSTGRES, EVENTS, 10, END).fill(connection);
        }
        return url;
    }

    private static long scans(String url) {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT idx_scan FROM pg_stat_user_indexes"
                                        + " WHERE indexrelname = 'call_waiting'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void askAll(Dialect dialect, Session session) {
        Lists lists = new Lists(dialect, session, LIMITS);
        Prunable prunable = new Prunable(dialect, session);
        for (Optional<String> type : choices("order.*", "once.only", "none.such")) {
            for (Optional<Instant> moment : choices(END.minusSeconds(3600), END.plusSeconds(9))) {
                lists.events(events(type, moment, Optional.empty()));
                lists.events(events(type, Optional.empty(), moment));
                lists.events(events(type, moment, Optional.empty()).onlyUnmatched());
                for (String source : List.of("src_many", "src_few", "src_none")) {
                    lists.events(events(type, moment, Optional.empty()).through(source));
                }
                for (Optional<LaneId> lane : choices(ManyEvents.MAIN, ManyEvents.FEW)) {
                    for (Optional<StateName> state : choices(StateName.values())) {
                        lists.calls(calls(lane, state, type, moment));
                    }
                }
            }
        }
        Reads reads = new Reads(dialect, session);
        reads.counts(ProjectId.DEFAULT, "delivery", ManyEvents.FEW);
        reads.oldest(ManyEvents.MAIN, 7, 2);
        reads.due(ManyEvents.MAIN, false, new QueuePlace(END, new CallId(7)), 10);
        reads.callsOf(ProjectId.DEFAULT, List.of(1L, 2L, 3L));
        new KeptAttempts(dialect, session).last(List.of(new CallId(7), new CallId(8)));
        prunable.after(Prunable.Place.START, END, 10);
        prunable.after(new Prunable.Place(true, "", 0), END, 10);
        prunable.among(List.of(1L, 2L), END, 10);
        prunable.quotedBy(List.of(1L, 2L));
    }

    @SafeVarargs
    private static <T> List<Optional<T>> choices(T... values) {
        List<Optional<T>> choices = new ArrayList<>();
        choices.add(Optional.empty());
        for (T value : values) {
            choices.add(Optional.of(value));
        }
        return choices;
    }

    private static EventQuery events(
            Optional<String> type, Optional<Instant> from, Optional<Instant> to) {
        Optional<String> except = type.isPresent() ? Optional.empty() : Optional.of("ringback.*");
        return new EventQuery(ProjectId.DEFAULT, type, except, from, to, Long.MAX_VALUE, 100);
    }

    private static CallQuery calls(
            Optional<LaneId> lane,
            Optional<StateName> state,
            Optional<String> type,
            Optional<Instant> from) {
        return new CallQuery(
                ProjectId.DEFAULT,
                Optional.of("delivery"),
                lane,
                state,
                Optional.empty(),
                type,
                from,
                Optional.empty(),
                Long.MAX_VALUE,
                100);
    }
}
