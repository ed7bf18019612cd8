package dev.ringback.store.lists;

import static dev.ringback.testkit.store.Samples.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.FaultyConnections;
import dev.ringback.store.OneConnection;
import dev.ringback.store.Owned;
import dev.ringback.store.PostgresOwner;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Schema;
import dev.ringback.store.rows.Session;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.quotes.QuoteContract;
import dev.ringback.testkit.store.quotes.Quoted;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on disk of events that quote, and what they cost. */
final class QuotedBytesTest {

    @TempDir Path directory;

    private String postgres = "";

    private Store open(Dialect dialect) throws SQLException {
        return switch (dialect) {
            case SQLITE -> SqliteStore.open(directory);
            case POSTGRES -> PostgresOwner.open(url());
        };
    }

    private String url() throws SQLException {
        if (postgres.isEmpty()) {
            postgres = PostgresServer.freshDatabase();
        }
        return postgres;
    }

    private Connection connect(Dialect dialect) throws SQLException {
        if (dialect.equals(Dialect.SQLITE)) {
            return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ringback.db"));
        }
        return PostgresServer.connect(url());
    }

    private long number(Dialect dialect, String sql) throws SQLException {
        try (Connection connection = connect(dialect);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void run(Dialect dialect, String sql) throws SQLException {
        try (Connection connection = connect(dialect);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void quotedBytesAreOnDiskOnce(Dialect dialect) throws SQLException {
        try (Store store = open(dialect)) {
            Samples samples = new Samples();
            Event request = QuoteContract.random(samples, 100_000);
            Event completion = new Quoted().own("12").all(request).own("3").in(samples.event());
            Event group = new Quoted().own("4").all(completion).all(request).in(samples.event());
            store.commit(List.of(accept(request), accept(completion), accept(group)));
            String length = dialect.equals(Dialect.SQLITE) ? "length" : "octet_length";
            assertThat(number(dialect, "SELECT sum(" + length + "(payload)) FROM event"))
                    .isEqualTo(100_004);
            assertThat(number(dialect, "SELECT sum(size) FROM event")).isEqualTo(100_003 + 200_004);
            assertThat(store.event(group.sequence())).contains(group);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void nothingIsLeftOfQuotesWhoseEventsAreGone(Dialect dialect) throws SQLException {
        try (Store store = open(dialect)) {
            Samples samples = new Samples();
            Event request = QuoteContract.random(samples, 100);
            Event given = new Quoted().all(request).in(samples.given("order-1"));
            Event again = new Quoted().all(request).in(samples.given("order-1"));
            store.commit(List.of(accept(request), accept(given)));
            store.commit(List.of(accept(again)));
            assertThat(number(dialect, "SELECT count(*) FROM quote")).isEqualTo(1);
            store.prune(Samples.START.plusSeconds(1), Samples.START, 10);
            assertThat(number(dialect, "SELECT count(*) FROM quote")).isZero();
            assertThat(number(dialect, "SELECT count(*) FROM event")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void bytesThatAreMissingAreSaidAndNotMadeUp(Dialect dialect) throws SQLException {
        try (Store store = open(dialect)) {
            Samples samples = new Samples();
            Event request = QuoteContract.random(samples, 100);
            Event completion = new Quoted().own("<").all(request).in(samples.event());
            Event group = new Quoted().own("[").all(completion).in(samples.event());
            store.commit(List.of(accept(request), accept(completion), accept(group)));
            String cut = dialect.equals(Dialect.SQLITE) ? "x'00'" : "'\\x00'";
            run(
                    dialect,
                    "UPDATE event SET payload = "
                            + cut
                            + " WHERE sequence = "
                            + request.sequence());
            requireLost(store, group, request);
            run(dialect, "DELETE FROM event WHERE sequence = " + request.sequence());
            requireLost(store, completion, request);
            requireLost(store, group, request);
            run(dialect, "DELETE FROM quote WHERE event = " + completion.sequence());
            requireLost(store, group, completion);
            List<Long> sequences = List.of(group.sequence());
            assertThatThrownBy(() -> store.events(sequences, Integer.MAX_VALUE))
                    .isInstanceOf(StoreException.class);
        }
    }

    private static void requireLost(Store store, Event event, Event quoted) {
        assertThatThrownBy(() -> store.event(event.sequence()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(event.id() + " cannot be read")
                .hasMessageContaining(quoted.id().value());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aDatabaseFromBeforeIsBroughtUpToDate(Dialect dialect) throws Exception {
        makeFirstVersion(dialect);
        run(
                dialect,
                "INSERT INTO event VALUES (7, 'default', NULL, 'a.b', 's', 1, 2, 'text/plain', "
                        + (dialect.equals(Dialect.SQLITE) ? "x'616263')" : "'\\x616263')"));
        try (Store store = open(dialect)) {
            Event old = store.event(7).orElseThrow();
            assertThat(old.payload()).isEqualTo(Payload.of("abc"));
            Event quoting = new Quoted().own("-").all(old).in(new Samples().event());
            store.commit(List.of(accept(quoting)));
            assertThat(store.event(quoting.sequence())).contains(quoting);
        }
        try (Store store = open(dialect)) {
            assertThat(store.event(7)).isPresent();
        }
    }

    private void makeFirstVersion(Dialect dialect) throws SQLException {
        try (Connection connection = connect(dialect)) {
            connection.setAutoCommit(false);
            Schema schema = dialect.equals(Dialect.SQLITE) ? Schema.sqlite() : Schema.postgres();
            schema.applyFirst(1, connection);
        }
    }

    @Test
    void aPageOfEventsThatQuoteTakesTwoQuestionsMore() throws SQLException {
        Samples samples = new Samples();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Event request = QuoteContract.random(samples, 50);
            Event completion = new Quoted().own("<").all(request).in(samples.event());
            Event group = new Quoted().all(completion).all(request).in(samples.event());
            events.addAll(List.of(request, completion, group));
        }
        try (Store store = open(Dialect.SQLITE);
                Connection connection = connect(Dialect.SQLITE)) {
            store.commit(List.of(Change.accept(events, List.of())));
            Counting session = new Counting(new OneConnection(connection));
            Reads reads = new Reads(Dialect.SQLITE, session);
            List<Long> sequences = events.stream().map(Event::sequence).toList();
            assertThat(reads.events(sequences, Integer.MAX_VALUE))
                    .containsExactlyInAnyOrderElementsOf(events);
            assertThat(session.questions).isEqualTo(3);
            assertThat(reads.event(events.getFirst().sequence())).contains(events.getFirst());
            assertThat(session.questions).isEqualTo(4);
        }
    }

    /** Asks, and counts the questions. */
    private static final class Counting implements Session {

        private final Session session;
        private int questions;

        Counting(Session session) {
            this.session = session;
        }

        @Override
        public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
            questions++;
            return session.query(sql, arguments, row);
        }
    }

    @Test
    void eventsThatDoNotQuoteTakeNoStatementMore() throws SQLException {
        int most = 1000;
        FaultyConnections steps = new FaultyConnections();
        PostgresAddress address = PostgresAddress.parse(PostgresServer.freshDatabase());
        PostgresDatabase database =
                new PostgresDatabase(address) {
                    @Override
                    public Connection writing() throws SQLException {
                        return steps.over(super.writing());
                    }
                };
        try (Store store = Owned.open(address, database)) {
            Samples samples = new Samples();
            List<Change> batch = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Event event = samples.event();
                batch.add(accept(event, samples.call(event)));
            }
            steps.failAt(most);
            store.commit(batch);
            // All of it and the commit: prepared, and sent as one message.
            assertThat(steps.steps(most)).isEqualTo(2);
        }
    }
}
