package dev.ringback.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.port.UnhurriedThread;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.testkit.Cable;
import dev.ringback.testkit.Eventually;
import java.lang.Thread.State;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads from a database that goes away and comes back. */
final class PostgresReadersTest {

    private static final int ASKED_IN_VAIN = 12;

    private String url;
    private Cable cable;
    private PostgresReaders readers;

    @BeforeEach
    void open() throws SQLException {
        url = PostgresServer.freshDatabase();
        int port = URI.create(url).getPort();
        cable = Cable.to(port);
        String byCable = url.replace(":" + port + "/", ":" + cable.port() + "/").split("\\?")[0];
        readers = PostgresReaders.quick(PostgresAddress.parse(byCable));
    }

    @AfterEach
    void close() {
        readers.close();
        cable.close();
    }

    private List<Integer> one() {
        return readers.query("SELECT 1", List.of(), row -> row.getInt(1));
    }

    @Test
    void theFirstReadAfterTheDatabaseIsBackIsAnsweredHoweverOftenItWasAskedInVain() {
        assertThat(one()).containsExactly(1);
        cable.cut();
        for (int i = 0; i < ASKED_IN_VAIN; i++) {
            assertThatThrownBy(this::one).isInstanceOf(StoreException.class);
        }
        cable.mend();
        assertThat(one()).containsExactly(1);
    }

    @Test
    void whatWasSilentIsNotAskedAgain() {
        cable.bend();
        assertThatThrownBy(this::one).isInstanceOf(StoreException.class);
        cable.mend();
        assertThat(one()).containsExactly(1);
    }

    @Test
    void whoeverIsInNoHurryIsStillThereWhenAllOthersHaveGivenUp() {
        cable.bend();
        var patient = CompletableFuture.supplyAsync(() -> UnhurriedThread.does(this::one));
        // Two, one after the other: the patient one has asked by the time the second gives up.
        assertThatThrownBy(this::one).isInstanceOf(StoreException.class);
        assertThatThrownBy(this::one).isInstanceOf(StoreException.class);
        assertThat(patient).isNotDone();
        cable.mend();
        assertThat(patient.join()).containsExactly(1);
    }

    @Test
    void whoComesWhileAllConnectionsAreInUseIsServedAfterThem() {
        List<Integer> all =
                IntStream.range(0, 5 * PostgresReaders.CONNECTIONS)
                        .parallel()
                        .mapToObj(_ -> one().getFirst())
                        .toList();
        assertThat(all).containsOnly(1);
    }

    @Test
    void aConnectionWhoseReadFailedForItsOwnReasonIsKept() {
        String own = "SELECT pg_backend_pid()";
        int first = readers.query(own, List.of(), row -> row.getInt(1)).getFirst();
        assertThatThrownBy(() -> readers.query("SELECT 1 / 0", List.of(), row -> row.getInt(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("division by zero");
        assertThat(readers.query(own, List.of(), row -> row.getInt(1))).containsExactly(first);
    }

    /** Reads on all connections, each of which ends when a lock is free. */
    private List<CompletableFuture<List<Integer>>> reading(Connection lock) throws SQLException {
        execute(lock, "SELECT pg_advisory_lock(7)");
        List<CompletableFuture<List<Integer>>> all =
                Stream.generate(() -> inBackground(this::onceTheLockIsFree))
                        .limit(PostgresReaders.CONNECTIONS)
                        .toList();
        Eventually.until("all wait for the lock", () -> waiting(lock).size() == all.size());
        return all;
    }

    private List<Integer> onceTheLockIsFree() {
        return readers.patient()
                .query(
                        "SELECT 1 FROM (SELECT pg_advisory_lock_shared(7)) AS lock",
                        List.of(),
                        row -> row.getInt(1));
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, task -> Thread.ofVirtual().start(task));
    }

    /** Which sessions of this test's database wait for a lock; other tests use the same server. */
    private static List<Integer> waiting(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT"
                                        + " granted AND database = (SELECT oid FROM pg_database"
                                        + " WHERE datname = current_database())")) {
            List<Integer> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getInt(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void whatWasReadIsAnsweredThoughThereIsNoConnectionForWhoeverComesNext() throws Exception {
        String database = PostgresServer.database(url);
        try (Connection lock = PostgresServer.connect(url)) {
            List<CompletableFuture<List<Integer>>> all = reading(lock);
            PostgresServer.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
            Thread next = Thread.ofPlatform().start(() -> assertThatThrownBy(this::one));
            Eventually.until(
                    "it waits for a connection", () -> next.getState() == State.TIMED_WAITING);
            execute(lock, "SELECT pg_terminate_backend(" + waiting(lock).getFirst() + ")");
            Eventually.until(
                    "one has failed",
                    () -> all.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
            execute(lock, "SELECT pg_advisory_unlock(7)");

            Eventually.until(
                    "all have ended", () -> all.stream().allMatch(CompletableFuture::isDone));
            assertThat(all.stream().filter(each -> !each.isCompletedExceptionally()))
                    .hasSize(all.size() - 1);
            next.join();
        }
    }

    @Test
    void noConnectionIsLentAnyMoreOnceTheyAreClosed() {
        readers.close();
        assertThatThrownBy(this::one).isInstanceOf(StoreException.class);
        Eventually.until("all are gone", () -> cable.connections() == 0);
    }
}
