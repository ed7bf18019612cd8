package dev.ringback.store;

import static dev.ringback.testkit.store.Samples.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.PostgresNode.Standing;
import dev.ringback.store.node.Lifeline;
import dev.ringback.store.node.Node;
import dev.ringback.store.node.NodeConnection;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.postgres.PostgresStore;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.store.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of several processes on one database one owns it, and whoever does not can commit nothing. */
final class PostgresNodeTest {

    private static final String FIRST = "http://first:8288";
    private static final String SECOND = "http://second:8288";

    private final Samples samples = new Samples();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final List<PostgresNode> nodes = new CopyOnWriteArrayList<>();

    /** The second node's, which moves a second with each of its looks. */
    private final AtomicLong clock = new AtomicLong();

    private String url = "";
    private PostgresAddress address = PostgresAddress.parse("postgresql://nowhere/nothing");

    @BeforeEach
    void create() throws SQLException {
        url = PostgresServer.freshDatabase();
        address = PostgresAddress.parse(url);
    }

    @AfterEach
    void close() {
        nodes.reversed().forEach(PostgresNode::close);
    }

    @Test
    void theSecondStandsByUntilTheFirstIsClosed() {
        Store first = owner(node(FIRST));
        PostgresNode second = node(SECOND);
        assertThat(second.look()).isEqualTo(new Standing.StandingBy(FIRST, false));
        assertThat(second.holds()).isFalse();
        Event event = samples.event();
        first.commit(List.of(accept(event)));
        first.close();
        Store store = owner(second);
        assertThat(second.holds()).isTrue();
        assertThat(store.event(event.sequence())).contains(event);
        assertThat(lost).isEmpty();
    }

    @Test
    void aNodeThatBeatsKeepsTheDatabase() {
        Store _ = owner(node(FIRST));
        PostgresNode second = node(SECOND);
        assertThat(second.look()).isInstanceOf(Standing.StandingBy.class);
        Eventually.until(
                "a sign of life", () -> second.look().equals(new Standing.StandingBy(FIRST, true)));
        assertThat(lost).isEmpty();
    }

    @Test
    void whoeverIsTakenForDeadIsReplacedAndCanCommitNothing() throws SQLException {
        Store first = frozen();
        Store store = untilOwner(patient());
        Event event = samples.event();
        assertThatThrownBy(() -> first.commit(List.of(accept(event))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Fenced");
        assertThatThrownBy(() -> first.prune(Samples.START, Samples.START, 1))
                .hasMessageContaining("Fenced");
        assertThat(lost).isNotEmpty();
        store.commit(List.of(accept(event)));
        assertThat(first.event(event.sequence())).contains(event);
    }

    @Test
    void whoeverWasKilledIsReplacedAtOnceInItsOwnDirectoryAndNowhereElse(
            @TempDir Path data, @TempDir Path other) throws SQLException, IOException {
        killed(data);
        Files.copy(data.resolve(Lifeline.FILE), other.resolve(Lifeline.FILE));
        assertThat(timeless(other).look()).isEqualTo(new Standing.StandingBy(FIRST, false));
        Store store = owner(timeless(data));
        store.commit(List.of(accept(samples.event())));
    }

    @Test
    void aTransactionOfWhoWasKilledIsWaitedFor(@TempDir Path data) throws SQLException {
        killed(data);
        PostgresNode next = timeless(data);
        try (Connection last = new PostgresDatabase(address).writing();
                Statement statement = last.createStatement()) {
            statement.execute("SELECT 1 FROM node FOR SHARE");
            assertThat(next.look()).isInstanceOf(Standing.StandingBy.class);
            last.commit();
        }
        Store _ = owner(next);
    }

    @Test
    void anOwnerIsNotTakenForTheOneThatRanBeforeItInADirectory(@TempDir Path data)
            throws SQLException {
        killed(data);
        sql("UPDATE node SET alive = FALSE");
        Store _ = owner(node(SECOND));
        assertThat(timeless(data).look()).isEqualTo(new Standing.StandingBy(SECOND, false));
        assertThat(lost).isEmpty();
    }

    @Test
    void anOlderProgramThatKeepsNoLifelinesIsWaitedFor(@TempDir Path data) throws SQLException {
        killed(data);
        sql("DROP TABLE lifeline");
        assertThat(timeless(data).look()).isEqualTo(new Standing.StandingBy(FIRST, false));
    }

    @Test
    void whoeverStandsStillInATransactionDoesNotHoldUpHisSuccessor() throws SQLException {
        Store _ = frozen();
        try (Connection frozen = new PostgresDatabase(address).writing();
                Statement statement = frozen.createStatement()) {
            statement.execute("SELECT 1 FROM node FOR SHARE");
            Store store = untilOwner(patient());
            store.commit(List.of(accept(samples.event())));
            assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aNodeHearsFromItsBeatsThatItWasReplaced() throws SQLException {
        PostgresNode first = node(FIRST);
        Store _ = owner(first);
        sql("UPDATE node SET alive = FALSE");
        Eventually.until("it knows", () -> !first.holds() && lost.size() == 1);
    }

    @Test
    void aNodeEndsWhenTheDatabaseHasLostWhatItCommitted() throws SQLException {
        PostgresNode first = node(FIRST);
        Store _ = owner(first);
        Eventually.until("some beats", () -> beats() > 1);
        sql("UPDATE beat SET count = count - 2");
        Eventually.until("it knows", () -> lost.toString().contains("has lost what was committed"));
        assertThat(first.holds()).isFalse();
    }

    @Test
    void brokenConnectionsCostNobodyTheDatabase() throws SQLException {
        PostgresNode first = node(FIRST);
        Store store = owner(first);
        long before = beats();
        sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                        + " current_database() AND pid <> pg_backend_pid()");
        Eventually.until("it beats again", () -> beats() > before + 2);
        Event event = samples.event();
        Eventually.until("it commits again", () -> commits(store, event));
        assertThat(first.holds()).isTrue();
        assertThat(lost).isEmpty();
    }

    @Test
    void anOlderProgramCannotStartBesides() throws SQLException {
        Store _ = owner(node(FIRST));
        try (Connection older = PostgresServer.connect(url);
                Statement statement = older.createStatement();
                var rows = statement.executeQuery("SELECT pg_try_advisory_lock(" + FORMER + ")")) {
            rows.next();
            assertThat(rows.getBoolean(1)).isFalse();
        }
    }

    @Test
    void anOlderProgramIsNotJoined() throws SQLException {
        try (Connection older = PostgresServer.connect(url);
                Statement statement = older.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + FORMER + ")");
            assertThatThrownBy(() -> node(FIRST))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("An older Ringback process owns the database");
        }
    }

    @Test
    void everyoneThatStartsAtOnceFindsTablesAndOneOwns() {
        List<Standing> standings =
                List.of(1, 2, 3, 4).parallelStream().map(i -> node("http://n" + i).look()).toList();
        assertThat(standings).filteredOn(Standing.Owner.class::isInstance).hasSize(1);
    }

    private static final String FORMER = Long.toString(0x52494E474241434BL);

    private PostgresNode node(String self) {
        PostgresNode node = PostgresNode.on(url, Lifeline.none(), self, lost::add);
        nodes.add(node);
        return node;
    }

    /** One that never finds anybody silent, since no time passes for it. */
    private PostgresNode timeless(Path data) {
        PostgresNode node =
                PostgresNode.on(
                        address,
                        new PostgresDatabase(address),
                        Lifeline.in(data),
                        SECOND,
                        lost::add,
                        () -> 0);
        nodes.add(node);
        return node;
    }

    /** One that need not wait long. */
    private PostgresNode patient() {
        long second = Duration.ofSeconds(1).toNanos();
        PostgresNode node =
                PostgresNode.on(
                        address,
                        new PostgresDatabase(address),
                        Lifeline.none(),
                        SECOND,
                        lost::add,
                        () -> clock.addAndGet(second / 2));
        nodes.add(node);
        return node;
    }

    private static Store owner(PostgresNode node) {
        return ((Standing.Owner) node.look()).store();
    }

    private static Store untilOwner(PostgresNode node) {
        var owners = new CopyOnWriteArrayList<Store>();
        Eventually.until(
                "it owns the database",
                () -> {
                    if (node.look() instanceof Standing.Owner(Store store)) {
                        owners.add(store);
                    }
                    return !owners.isEmpty();
                });
        return owners.getFirst();
    }

    /** An owner that was killed: it has said nothing, and the system has freed its lifeline. */
    private void killed(Path data) throws SQLException {
        var database = new PostgresDatabase(address);
        var watching = new NodeConnection(database);
        Node node = watching.rows().takeOver(List.of(), FIRST).orElseThrow();
        try (Lifeline lifeline = Lifeline.in(data)) {
            watching.rows().keepLifeline(node, lifeline.mark(node).orElseThrow());
        }
        watching.drop();
    }

    /** The store of an owner that gives no sign of life, as if its process stood still. */
    private Store frozen() throws SQLException {
        var database = new PostgresDatabase(address);
        var watching = new NodeConnection(database);
        Node node = watching.rows().takeOver(List.of(), FIRST).orElseThrow();
        return PostgresStore.of(address, database, node, lost::add, watching::drop);
    }

    private boolean commits(Store store, Event event) {
        try {
            store.commit(List.of(accept(event)));
            return true;
        } catch (StoreException _) {
            return false;
        }
    }

    private long beats() {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count FROM beat")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sql(String sql) throws SQLException {
        PostgresServer.executeIn(url, sql);
    }
}
