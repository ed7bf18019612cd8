package dev.ringback.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.FaultyConnections;
import dev.ringback.store.rows.Schema;
import dev.ringback.store.rows.Span;
import dev.ringback.store.writing.FreshCounts;
import dev.ringback.testkit.store.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The counts in SQLite, which come to rest some time after the commits that change them. */
final class SqliteCountsTest {

    private static final String STATES =
            "sum(state = 'waiting'), sum(state = 'succeeded'), sum(state = 'dead'),"
                    + " sum(state = 'cancelled')";

    /** What counting all calls comes to. */
    private static final String COUNTED =
            """
            SELECT project, kind, lane, id >> 38, %1$s FROM call GROUP BY 1, 2, 3, 4
            UNION ALL
            SELECT project, kind, '', id >> 38, %1$s FROM call GROUP BY 1, 2, 4
            ORDER BY 1, 2, 3, 4\
            """
                    .formatted(STATES);

    private static final String BYTES =
            "SELECT project, sum(length(payload)) FROM event GROUP BY 1 ORDER BY 1";

    /** Where there are events of a type, and calls that carry one. */
    private static final String MARKED =
            """
            SELECT project, type, sequence >> 38 FROM event
            UNION
            SELECT c.project, e.type, c.id >> 38 FROM call c JOIN event e ON e.sequence = c.event
            ORDER BY 1, 2, 3\
            """;

    private static final int LANES = 40;

    @TempDir Path directory;

    private final FaultyConnections faults = new FaultyConnections();
    private long id = 1;

    private Store open() {
        SqliteFile file =
                new SqliteFile(directory.resolve("ringback.db")) {
                    @Override
                    public Connection writer() throws SQLException {
                        return faults.over(super.writer());
                    }
                };
        return SqliteStore.open(directory, file);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverHappensTheyAreWhatCountingComesTo(long seed) throws SQLException {
        Random random = new Random(seed);
        Store store = open();
        try {
            List<Call> calls = new ArrayList<>();
            int carriedOver = 0;
            for (int step = 1; step <= 150; step++) {
                long fresh = fresh();
                if (random.nextInt(8) == 0) {
                    faults.failAt(1 + random.nextInt(150));
                }
                attempt(store, changes(random, calls));
                faults.calm();
                if (step % 10 == 0) {
                    store.prune(Samples.START.plusSeconds(1), Samples.START, 1000);
                }
                if (step % 35 == 0) {
                    store.close();
                    store = open();
                }
                carriedOver += fresh() < fresh ? 1 : 0;
                requireCounted();
            }
            assertThat(carriedOver).isGreaterThan(3);
        } finally {
            store.close();
        }
    }

    private static boolean attempt(Store store, List<Change> changes) {
        try {
            store.commit(changes);
            return true;
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("a fault at");
            return false;
        }
    }

    /** Calls in several projects, lanes and spans begin, and some of those before end. */
    private List<Change> changes(Random random, List<Call> calls) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            long span = random.nextInt(3);
            Event event = event(span, new ProjectId("p" + random.nextInt(2)));
            Call first = call(event, span, random.nextInt(400));
            Call second = call(event, span + random.nextInt(2), random.nextInt(400));
            changes.add(Samples.accept(event, first, second));
            calls.addAll(List.of(first, second));
        }
        for (int i = 0; i < 40; i++) {
            Call call = calls.remove(random.nextInt(calls.size()));
            changes.add(Samples.attempted(call, end(random)));
        }
        return changes;
    }

    private static CallState end(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new CallState.Dead(Samples.START, "gone");
            case 1 -> new CallState.Cancelled(Samples.START);
            default -> new CallState.Succeeded(Samples.START);
        };
    }

    @Test
    void whatFailsWhileTheyAreCarriedOverIsUndoneWhole() throws SQLException {
        try (Store store = open()) {
            while (fresh() <= FreshCounts.MOST - LANES) {
                store.commit(List.of(everyLane(1, (int) fresh())));
            }
            int nth = 1;
            faults.failAt(nth);
            while (!attempt(store, List.of(everyLane(2, 0)))) {
                assertThat(fresh()).isGreaterThan(FreshCounts.MOST - LANES);
                requireCounted();
                faults.failAt(++nth);
            }
            assertThat(nth).isGreaterThan(2 * LANES);
            assertThat(fresh()).isZero();
            requireCounted();
        }
    }

    @Test
    void aTypeIsMarkedAgainAfterItsMarkWasUndone() throws SQLException {
        try (Store store = open()) {
            int nth = 1;
            boolean committed = false;
            while (!committed) {
                faults.failAt(nth);
                Change change = accepted(nth);
                committed = attempt(store, List.of(change));
                faults.calm();
                store.commit(List.of(change));
                requireMarked();
                nth++;
            }
            assertThat(nth).isGreaterThan(4);
        }
    }

    @Test
    void aTypeIsMarkedAgainAfterAllOfItWereForgotten() throws SQLException {
        try (Store store = open()) {
            store.commit(List.of(accepted(1)));
            requireMarked();
            assertThat(store.prune(Samples.START.plusSeconds(1), Samples.START, 10)).isEqualTo(1);
            requireMarked();
            store.commit(List.of(accepted(1)));
            requireMarked();
        }
    }

    private Change accepted(long span) {
        return Change.accept(List.of(event(span, ProjectId.DEFAULT)), List.of());
    }

    @ParameterizedTest
    @CsvSource({"40, 1500", "4000, 15"})
    void aCommitWritesNoMorePagesWhereThereAreManyLanesAndSpans(int lanes, int spans)
            throws Exception {
        assertThat(pages(lanes, spans)).isLessThanOrEqualTo(pages(LANES, 1) + 3);
    }

    /** How many pages a commit writes that makes a call in each of some lanes. */
    private long pages(int lanes, int spans) throws Exception {
        Path place = Files.createDirectory(directory.resolve(lanes + "x" + spans));
        Path database = place.resolve("ringback.db");
        try (Connection connection = new SqliteFile(database).writer();
                Statement statement = connection.createStatement()) {
            Schema.sqlite().applyFirst(5, connection);
            statement.execute(
                    """
                    WITH RECURSIVE lane (n) AS (
                        SELECT 0 UNION ALL SELECT n + 1 FROM lane WHERE n < %d - 1),
                    span (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM span WHERE n < %d - 1)
                    INSERT INTO call_count
                    SELECT 'default', 'delivery', 'ep_' || lane.n, span.n, 0, 1, 0, 0
                    FROM lane, span\
                    """
                            .formatted(lanes, spans));
            connection.commit();
        }
        SqliteStore.open(place).close();
        try (Store store = SqliteStore.open(place)) {
            Path log = SqliteInspection.logOf(database);
            // After the first one nothing is there for the first time.
            store.commit(List.of(everyLane(spans, 0, lanes / LANES)));
            long before = WriteAheadLog.read(log).frames();
            store.commit(List.of(everyLane(spans, 0, lanes / LANES)));
            return WriteAheadLog.read(log).frames() - before;
        }
    }

    private Change everyLane(long span, int first) {
        return everyLane(span, first, 1);
    }

    private Change everyLane(long span, int first, int step) {
        Event event = event(span, ProjectId.DEFAULT);
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            calls.add(call(event, span, first + i * step));
        }
        return Change.accept(List.of(event), calls);
    }

    private Event event(long span, ProjectId project) {
        long sequence = next(span);
        return new Event(
                sequence,
                project,
                EventId.of(sequence),
                "order.created",
                "",
                Samples.START,
                Samples.START,
                Event.JSON,
                Payload.of("{}"));
    }

    private Call call(Event event, long span, int lane) {
        return Call.of(
                new CallId(next(span)),
                event.project(),
                "delivery",
                new LaneId("ep_" + lane),
                event.sequence(),
                event.acceptedAt());
    }

    private long next(long span) {
        return Span.first(span) + id++;
    }

    private void requireCounted() throws SQLException {
        assertThat(
                        rows(
                                """
                                SELECT * FROM call_count
                                WHERE (waiting, succeeded, dead, cancelled) <> (0, 0, 0, 0)
                                ORDER BY 1, 2, 3, 4\
                                """))
                .isEqualTo(rows(COUNTED));
        assertThat(rows("SELECT * FROM project_size WHERE bytes <> 0 ORDER BY 1"))
                .isEqualTo(rows(BYTES));
        requireMarked();
        if (fresh() == 0) {
            assertThat(rows("SELECT * FROM call_count_kept ORDER BY 1, 2, 3, 4"))
                    .as("what has come to nothing is not kept")
                    .isEqualTo(rows(COUNTED));
        }
    }

    private void requireMarked() throws SQLException {
        assertThat(rows("SELECT * FROM type_span ORDER BY 1, 2, 3")).isEqualTo(rows(MARKED));
    }

    private long fresh() throws SQLException {
        return Long.parseLong(rows("SELECT count(*) FROM fresh_count").getFirst());
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = new SqliteFile(directory.resolve("ringback.db")).reader();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(i == 1 ? "" : "|").append(rows.getString(i));
                }
                all.add(row.toString());
            }
        }
        return all;
    }
}
