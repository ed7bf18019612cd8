package dev.ringback.store.postgres;

import static dev.ringback.testkit.store.Samples.LANE;
import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.PostgresOwner;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.Node;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.testkit.store.Samples;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group goes with one message where all of it is new; where it is not, no change is lost. */
final class PostgresAtOnceTest {

    private final Samples samples = new Samples();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private PostgresDatabase database;
    private Store store;

    @BeforeEach
    void open() throws SQLException {
        String url = PostgresServer.freshDatabase();
        store = PostgresOwner.open(url);
        database = new PostgresDatabase(PostgresAddress.parse(url));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private PostgresWriter writer(Connection connection) throws SQLException {
        return new PostgresWriter(
                connection, Fence.begin(connection, new Node(0, 1), lost::add), 1);
    }

    private CallCounts counts() {
        return store.counts(ProjectId.DEFAULT, "delivery", LANE);
    }

    @Test
    void ofAGroupInWhichOneIdIsThereAlreadyTheOthersAreKeptAndCountedOnce() throws SQLException {
        try (Connection connection = database.writing()) {
            PostgresWriter writer = writer(connection);
            Event first = samples.given("order-1");
            Event again = samples.given("order-1");
            Event other = samples.event();
            writer.commit(List.of(accept(first, samples.call(first))));

            List<Committed> results =
                    writer.commit(
                            List.of(
                                    accept(other, samples.call(other)),
                                    accept(again, samples.call(again))));

            assertThat(results).containsExactly(Done.ALL, new Done(Set.of(again.sequence())));
            assertThat(store.event(other.sequence())).contains(other);
            assertThat(store.event(again.sequence())).isEmpty();
            assertThat(counts()).isEqualTo(new CallCounts(2, 0, 0, 0));
        }
    }

    @Test
    void ofAGroupThatMovesACallWhichHasEndedTheRestIsKept() throws SQLException {
        try (Connection connection = database.writing()) {
            PostgresWriter writer = writer(connection);
            Event event = samples.event();
            Call ended = samples.call(event);
            Call waiting = samples.call(event);
            writer.commit(List.of(accept(event, ended, waiting)));
            Change end = attempted(ended, new CallState.Succeeded(START));
            writer.commit(List.of(end));

            List<Committed> results =
                    writer.commit(
                            List.of(
                                    attempted(ended, new CallState.Dead(START, "gone")),
                                    attempted(waiting, new CallState.Succeeded(START))));

            assertThat(results.get(0)).isInstanceOf(Committed.Stale.class);
            assertThat(results.get(1)).isEqualTo(Done.ALL);
            assertThat(counts()).isEqualTo(new CallCounts(0, 2, 0, 0));
        }
    }

    @Test
    void aGroupThatIsRepeatedAsAWholeIsDoneOnce() throws SQLException {
        try (Connection connection = database.writing()) {
            PostgresWriter writer = writer(connection);
            Event event = samples.event();
            List<Change> group = List.of(accept(event, samples.call(event)));

            assertThat(writer.commit(group)).containsExactly(Done.ALL);
            assertThat(writer.commit(group)).containsExactly(Done.ALL);
            assertThat(counts()).isEqualTo(new CallCounts(1, 0, 0, 0));
        }
    }

    @Test
    void manyGroupsAfterARepeatedOneAreAllThere() throws SQLException {
        try (Connection connection = database.writing()) {
            PostgresWriter writer = writer(connection);
            Event first = samples.given("order-1");
            writer.commit(List.of(accept(first)));
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                Event event = samples.event();
                events.add(event);
                List<Change> group = new ArrayList<>(List.of(accept(event, samples.call(event))));
                if (i % 120 == 0) {
                    group.add(accept(samples.given("order-1")));
                }
                assertThat(writer.commit(group).getFirst()).isEqualTo(Done.ALL);
            }
            for (Event event : events) {
                assertThat(store.event(event.sequence())).contains(event);
            }
            assertThat(counts()).isEqualTo(new CallCounts(250, 0, 0, 0));
        }
    }

    @Test
    void whatIsNewGoesWithOneMessageAndWhatIsNotWithoutIt() throws SQLException {
        try (Connection connection = database.writing()) {
            Fence fence = Fence.begin(connection, new Node(0, 1), lost::add);
            var atOnce =
                    new PostgresAtOnce(
                            new PostgresTransaction(connection, fence), new PostgresCounts(), 1);
            Event event = samples.given("order-1");
            Call call = samples.call(event);
            Change ended = attempted(call, new CallState.Succeeded(START));

            assertThat(atOnce.commits(List.of(accept(event, call)))).isTrue();
            assertThat(atOnce.commits(List.of(ended))).isTrue();
            assertThat(atOnce.commits(List.of(ended))).isFalse();
            assertThat(counts()).isEqualTo(new CallCounts(0, 1, 0, 0));
        }
    }

    @Test
    void whoeverIsShutOutCommitsNothingAndHearsOfIt() throws SQLException {
        try (Connection old = database.writing();
                Connection next = database.writing()) {
            PostgresWriter shutOut = writer(old);
            PostgresWriter writer = writer(next);
            Event refused = samples.event();
            Event kept = samples.event();

            assertThatThrownBy(() -> shutOut.commit(List.of(accept(refused))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Fenced");

            assertThat(lost).hasSize(1);
            writer.commit(List.of(accept(kept)));
            assertThat(store.event(refused.sequence())).isEmpty();
            assertThat(store.event(kept.sequence())).contains(kept);
        }
    }
}
