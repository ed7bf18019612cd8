package dev.ringback.store.postgres;

import static dev.ringback.testkit.store.Samples.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.Owned;
import dev.ringback.store.PostgresOwner;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.rows.Session;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.contract.CommitsContract;
import dev.ringback.testkit.contract.FollowerContract;
import dev.ringback.testkit.contract.StoreContract;
import dev.ringback.testkit.store.Samples;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract on PostgreSQL, and what is PostgreSQL's alone. */
final class PostgresStoreTest implements StoreContract, CommitsContract, FollowerContract {

    private String url = "";
    private Store store;
    private @Nullable Store rival;

    @BeforeEach
    void open() throws SQLException {
        url = PostgresServer.freshDatabase();
        store = PostgresOwner.open(url);
    }

    @AfterEach
    void close() {
        store.close();
        if (rival != null) {
            rival.close();
        }
    }

    @Override
    public Store store() {
        return store;
    }

    /** One of a second node that owns the database, too, as several will one day. */
    @Override
    public Store rival() {
        Store open = rival;
        if (open == null) {
            open = Owned.besides(url);
            rival = open;
        }
        return open;
    }

    @Override
    public Store reopen() {
        store.close();
        store = PostgresOwner.open(url);
        return store;
    }

    @Test
    void aMoveOfAnotherNodeIsNotTakenForOnesOwnHoweverAlike() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        Change putOff = Samples.attempted(call, new CallState.Waiting(Samples.START));
        done(putOff);
        assertThat(rival().commit(List.of(putOff)).getFirst()).isInstanceOf(Committed.Stale.class);
        done(putOff);
    }

    @Test
    void aDatabaseIsOwnedByOneProcessAtATime() {
        assertThatThrownBy(() -> PostgresOwner.open(url))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Another Ringback process owns the database");
        reopen();
    }

    @Test
    void readsFollowKeysHoweverManyRowsThereAre() {
        String join =
                """
                SELECT n.at FROM quote q JOIN quote n ON n.event = q.quoted
                WHERE q.event = ANY (CAST(? AS bigint[]))\
                """;
        try (var readers = PostgresReaders.quick(PostgresAddress.parse(url))) {
            List<String> plan =
                    readers.query("EXPLAIN " + join, List.of("{1}"), row -> row.getString(1));
            assertThat(plan).anyMatch(line -> line.contains("Nested Loop"));
            assertThat(readers.query("SHOW enable_hashjoin", List.of(), row -> row.getString(1)))
                    .containsExactly("off");
        }
    }

    @Test
    void aBrokenConnectionIsReplaced() throws SQLException {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        breakConnections();
        Event next = samples.event();
        assertThatThrownBy(() -> commit(accept(next))).isInstanceOf(StoreException.class);
        done(accept(next));
        done(accept(event, call));
        assertThat(store.event(next.sequence())).contains(next);
        assertThat(store.due(call.lane(), false, 10)).containsExactly(call);
    }

    @Test
    void aReadOfAnyKindOverABrokenConnectionIsAskedOnceMore() throws SQLException {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        Document document = Document.create("job", ProjectId.DEFAULT, "j", Payload.of("{}"));
        done(accept(event, call).and(Change.put(document)));
        List<Supplier<Object>> kinds =
                List.of(
                        () -> store.event(event.sequence()),
                        () -> store.event(event.project(), event.id()),
                        () -> store.events(EventQuery.of(event.project(), 10)),
                        () -> store.events(List.of(event.sequence()), 1_000),
                        () -> store.call(call.project(), call.id()),
                        () -> store.callsOf(call.project(), event.sequence(), 10),
                        () -> store.count(CallQuery.ofEvent(call.project(), event.sequence(), 10)),
                        () -> store.attempts(call.id()),
                        () -> store.due(call.lane(), false, 10),
                        () -> store.oldest(call.lane(), 10),
                        () -> store.backlog(Optional.empty(), Integer.MAX_VALUE),
                        () -> store.documents("job"),
                        () ->
                                store.documents(
                                        new DocumentQuery(
                                                "job",
                                                ProjectId.DEFAULT,
                                                false,
                                                Optional.empty(),
                                                10)),
                        () -> store.document("job", ProjectId.DEFAULT, "j"));
        for (Supplier<Object> read : kinds) {
            Object before = read.get();
            breakConnections();
            assertThat(read.get()).isEqualTo(before);
        }
    }

    @Test
    void aReadIsAskedOnceMoreThoughEveryConnectionOfThePoolIsCut() throws Exception {
        try (var readers = PostgresReaders.quick(PostgresAddress.parse(url))) {
            CyclicBarrier together = new CyclicBarrier(PostgresReaders.CONNECTIONS);
            List<CompletableFuture<List<Integer>>> all =
                    Stream.generate(() -> asked(readers, together))
                            .limit(PostgresReaders.CONNECTIONS)
                            .toList();
            for (var each : all) {
                assertThat(Eventually.get("a row", each)).containsExactly(1);
            }
            breakConnections();
            assertThat(one(readers)).containsExactly(1);
        }
    }

    /** Holds its connection until all of the pool are in use. */
    private static CompletableFuture<List<Integer>> asked(
            PostgresReaders readers, CyclicBarrier together) {
        return CompletableFuture.supplyAsync(
                () ->
                        readers.query(
                                "SELECT 1",
                                List.of(),
                                row -> {
                                    awaited(together);
                                    return row.getInt(1);
                                }),
                task -> Thread.ofVirtual().start(task));
    }

    private static void awaited(CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("not all came", e);
        }
    }

    private static List<Integer> one(PostgresReaders readers) {
        return readers.query("SELECT 1", List.of(), row -> row.getInt(1));
    }

    @Test
    void aReadThatIsCutOffInTheMiddleIsAskedOnceMoreAndNotAgain() {
        try (var readers = PostgresReaders.quick(PostgresAddress.parse(url))) {
            String own = "SELECT pg_backend_pid()";
            int first = readers.query(own, List.of(), row -> row.getInt(1)).getFirst();
            String suicide = "SELECT pg_terminate_backend(pg_backend_pid()) WHERE %s";
            String once = suicide.formatted("pg_backend_pid() = " + first);
            assertThat(readers.query(once, List.of(), row -> row.getBoolean(1))).isEmpty();
            String always = suicide.formatted("true");
            assertThatThrownBy(() -> readers.query(always, List.of(), row -> row.getBoolean(1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("terminating connection");
            assertThat(one(readers)).containsExactly(1);
        }
    }

    @Test
    void aNewerDatabaseIsRefused() throws SQLException {
        store.close();
        sql("UPDATE meta SET value = value + 900 WHERE name = 'schema version'");
        assertThatThrownBy(() -> PostgresOwner.open(url))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching("(?s).*version 9\\d\\d, but.*");
        sql("UPDATE meta SET value = value - 900 WHERE name = 'schema version'");
        reopen();
    }

    /** One would keep the database from cleaning up, and might be ended with all that it holds. */
    @Test
    void noSessionIsIdleInATransaction() throws SQLException {
        reopen();
        assertThat(idleInTransactions()).isZero();
        Samples samples = new Samples();
        Event event = samples.event();
        done(accept(event, samples.call(event)));
        Instant now = Samples.START.plus(Duration.ofDays(1));
        int _ = store.prune(now, now, 100);
        assertThat(idleInTransactions()).isZero();
    }

    private int idleInTransactions() throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname ="
                                        + " current_database() AND state LIKE"
                                        + " 'idle in transaction%'")) {
            return Session.rows(statement, List.of(), row -> row.getInt(1)).getFirst();
        }
    }

    @Test
    void theJdbcFormOpensTheSameDatabase() {
        store.close();
        store = PostgresOwner.open("jdbc:" + url + "&ApplicationName=jdbc");
        assertThat(store.backlog(Optional.empty(), Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void theCharacterZeroInATextDoesNoHarm() {
        Samples samples = new Samples();
        Event event = samples.event();
        Event odd =
                new Event(
                        event.sequence(),
                        event.project(),
                        event.id(),
                        event.type(),
                        "a\0b",
                        event.occurredAt(),
                        event.acceptedAt(),
                        event.contentType(),
                        event.payload());
        done(accept(odd));
        assertThat(store.event(event.sequence()).orElseThrow().subject()).isEqualTo("a\uFFFDb");
    }

    @Test
    void theDatabaseItselfRefusesStatesThatCannotBe() {
        Samples samples = new Samples();
        Event event = samples.event();
        done(accept(event, samples.call(event)));
        for (String assignment :
                new String[] {
                    "state = 'running'",
                    "state = 'succeeded'",
                    "state = 'dead', finished_at = 1, due_at = NULL",
                    "finished_at = 1",
                    "due_at = NULL",
                    "reason = 'why'",
                    "partition = 64"
                }) {
            assertThatThrownBy(() -> sql("UPDATE call SET " + assignment))
                    .as(assignment)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("check constraint");
        }
    }

    private void breakConnections() throws SQLException {
        String database = PostgresServer.database(url);
        PostgresServer.execute(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '"
                        + database
                        + "' AND application_name = 'ringback'");
    }

    private void sql(String sql) throws SQLException {
        PostgresServer.executeIn(url, sql);
    }
}
