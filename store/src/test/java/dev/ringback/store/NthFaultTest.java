package dev.ringback.store;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
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
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.sqlite.SqliteFile;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.quotes.Quoted;
import dev.ringback.testkit.store.sightings.SightingContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever step of a commit fails, nothing of it is on disk, and the next commit works. */
final class NthFaultTest {

    private static final AtomicInteger ROUNDS = new AtomicInteger();

    @TempDir Path directory;

    @Test
    void everyFaultInSqliteLeavesNothingBehind() {
        sqliteLeavesNothingBehind(new FaultyConnections());
    }

    @Test
    void everyErrorInSqliteLeavesNothingBehind() {
        sqliteLeavesNothingBehind(new FaultyConnections(NoClassDefFoundError::new));
    }

    @Test
    void everyFaultInPostgresLeavesNothingBehind() throws SQLException {
        postgresLeavesNothingBehind(new FaultyConnections());
    }

    @Test
    void everyErrorInPostgresLeavesNothingBehind() throws SQLException {
        postgresLeavesNothingBehind(new FaultyConnections(NoClassDefFoundError::new));
    }

    private void sqliteLeavesNothingBehind(FaultyConnections faults) {
        SqliteFile file =
                new SqliteFile(directory.resolve("ringback.db")) {
                    @Override
                    public Connection writer() throws SQLException {
                        return faults.over(super.writer());
                    }
                };
        try (Store store = SqliteStore.open(directory, file)) {
            allOrNothing(store, faults);
        }
    }

    private static void postgresLeavesNothingBehind(FaultyConnections faults) throws SQLException {
        PostgresAddress address = PostgresAddress.parse(PostgresServer.freshDatabase());
        PostgresDatabase database =
                new PostgresDatabase(address) {
                    @Override
                    public Connection writing() throws SQLException {
                        return faults.over(super.writing());
                    }
                };
        try (Store store = Owned.open(address, database)) {
            allOrNothing(store, faults);
        }
    }

    /** Lets the first step fail, then the second, and so on until there is no such step. */
    private static void allOrNothing(Store store, FaultyConnections faults) {
        Samples samples = new Samples();
        int nth = 1;
        boolean reached = true;
        while (reached) {
            Round round = Round.prepare(store, samples);
            faults.failAt(nth);
            boolean committed = commits(store, round);
            reached = !faults.calm();
            assertThat(committed).isEqualTo(!reached);
            if (committed) {
                round.requireAll(store);
            } else {
                round.requireNothing(store);
            }
            store.commit(round.batch);
            round.requireAll(store);
            nth++;
        }
        assertThat(nth).isGreaterThan(8);
    }

    private static boolean commits(Store store, Round round) {
        try {
            store.commit(round.batch);
            return true;
        } catch (StoreException | NoClassDefFoundError e) {
            assertThat(e).hasMessageContaining("a fault at");
            return false;
        }
    }

    @Test
    void aFaultWhileRollingBackGivesTheConnectionUp() {
        AtomicInteger opened = new AtomicInteger();
        FaultyConnections faults = new FaultyConnections();
        SqliteFile file =
                new SqliteFile(directory.resolve("ringback.db")) {
                    @Override
                    public Connection writer() throws SQLException {
                        opened.incrementAndGet();
                        return faults.over(super.writer());
                    }
                };
        try (Store store = SqliteStore.open(directory, file)) {
            Samples samples = new Samples();
            Event event = samples.event();
            store.commit(List.of(accept(event)));
            Change broken = accept(Samples.carrying(event, Payload.of("other")));
            Event other = samples.event();
            // Insert, insert, look the first up, and then the rollback.
            faults.failAt(4);
            assertThatThrownBy(() -> store.commit(List.of(accept(other), broken)))
                    .isInstanceOf(StoreException.class);
            assertThat(store.event(other.sequence())).isEmpty();
            store.commit(List.of(accept(other)));
            assertThat(store.event(other.sequence())).contains(other);
            assertThat(opened).hasValue(2);
        }
    }

    /** A batch with something of everything. */
    private record Round(
            Call settled,
            Event accepted,
            Event follows,
            Event quotes,
            Document document,
            Sighting seen,
            List<Change> batch) {

        static Round prepare(Store store, Samples samples) {
            int number = ROUNDS.incrementAndGet();
            Event before = samples.event();
            Call settled = samples.call(before);
            Call other = samples.call(before);
            store.commit(List.of(accept(before, settled, other)));
            Event accepted = samples.given("order-" + number);
            Event follows = samples.event();
            Event quotes = new Quoted().all(before).own("!").all(follows).in(samples.event());
            Document document =
                    Document.create("job", ProjectId.DEFAULT, "j" + number, Payload.of("{}"));
            Sighting seen = SightingContract.seen("k" + number, accepted);
            CallState dead = new CallState.Dead(START, "gone");
            return new Round(
                    settled,
                    accepted,
                    follows,
                    quotes,
                    document,
                    seen,
                    List.of(
                            accept(accepted, samples.call(accepted)).and(Change.seen(seen)),
                            attempted(other, new CallState.Succeeded(START)),
                            attempted(settled, dead)
                                    .and(accept(follows, samples.call(follows)))
                                    .and(accept(quotes))
                                    .and(Change.put(document))));
        }

        void requireNothing(Store store) {
            assertThat(store.event(accepted.sequence())).isEmpty();
            assertThat(store.event(follows.sequence())).isEmpty();
            assertThat(store.event(quotes.sequence())).isEmpty();
            assertThat(store.call(settled.project(), settled.id())).contains(settled);
            assertThat(store.attempts(settled.id())).isEmpty();
            assertThat(store.document("job", ProjectId.DEFAULT, document.id())).isEmpty();
            assertThat(store.seen(seen.key(), START)).isEmpty();
        }

        void requireAll(Store store) {
            assertThat(store.event(accepted.sequence())).contains(accepted);
            assertThat(store.event(follows.sequence())).contains(follows);
            assertThat(store.event(quotes.sequence())).contains(quotes);
            assertThat(store.attempts(settled.id())).hasSize(1);
            assertThat(store.document("job", ProjectId.DEFAULT, document.id())).contains(document);
            assertThat(store.seen(seen.key(), START)).hasValue(accepted.sequence());
            assertThat(store.commit(batch)).containsOnly(Committed.Done.ALL);
            assertThat(store.attempts(settled.id())).hasSize(1);
        }
    }
}
