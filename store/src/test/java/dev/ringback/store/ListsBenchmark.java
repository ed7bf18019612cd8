package dev.ringback.store;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.sqlite.SqliteFile;
import dev.ringback.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Measures how long lists and counts take among many events. Run by hand with the test class path:
 *
 * <pre>
 * java -cp ... dev.ringback.store.ListsBenchmark DIRECTORY|URL [EVENTS]
 * </pre>
 *
 * <p>An empty directory or database is filled first.
 */
final class ListsBenchmark {

    private static final int TIMES = 5;

    private final Store store;

    private ListsBenchmark(Store store) {
        this.store = store;
    }

    public static void main(String[] args) throws Exception {
        int events = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        long start = System.nanoTime();
        fill(args[0], events);
        System.out.printf("filled in %.1f s%n", (System.nanoTime() - start) / 1e9);
        start = System.nanoTime();
        try (Store store = open(args[0])) {
            System.out.printf("opened in %.1f s%n", (System.nanoTime() - start) / 1e9);
            new ListsBenchmark(store).run();
        }
    }

    private static Store open(String where) {
        return where.contains(":") ? PostgresOwner.open(where) : SqliteStore.open(Path.of(where));
    }

    private static void fill(String where, int events) throws Exception {
        boolean postgres = where.contains(":");
        if (!postgres && Files.exists(Path.of(where, "ringback.db"))) {
            return;
        }
        Dialect dialect = postgres ? Dialect.POSTGRES : Dialect.SQLITE;
        try (Connection connection = connect(where, postgres)) {
            connection.setAutoCommit(false);
            if (!postgres || isEmpty(connection)) {
                new ManyEvents(dialect, events, 1000, Instant.now()).fill(connection);
            }
        }
    }

    private static Connection connect(String where, boolean postgres) throws Exception {
        if (postgres) {
            PostgresAddress address = PostgresAddress.parse(where);
            return DriverManager.getConnection(address.jdbcUrl(), address.properties());
        }
        Files.createDirectories(Path.of(where));
        return new SqliteFile(Path.of(where, "ringback.db")).writer();
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        try (var rows = connection.getMetaData().getTables(null, "public", "event", null)) {
            return !rows.next();
        }
    }

    private void run() {
        time(
                "counts of a busy endpoint",
                () -> store.counts(project(), "delivery", ManyEvents.MAIN));
        time(
                "counts of an endpoint with few",
                () -> store.counts(project(), "delivery", ManyEvents.FEW));
        time("backlog", () -> store.backlog(Optional.empty(), Integer.MAX_VALUE).size());
        time("due", () -> store.due(ManyEvents.MAIN, false, 1000).size());
        events("all", "", "", "");
        events("type none.such", "none.such", "", "");
        events("type once.only", "once.only", "", "");
        events("type rare.type", "rare.type", "", "");
        events("type order.*", "order.*", "", "");
        events("from 2030", "", "2030-01-01T00:00:00Z", "");
        events("to 2020", "", "", "2020-01-01T00:00:00Z");
        calls("all", "", "", "");
        for (StateName state : StateName.values()) {
            calls("state " + state.word(), "", state.word(), "");
        }
        calls("endpoint with few", "ep_few", "", "");
        calls("endpoint with none", "ep_none", "", "");
        calls("endpoint with few, dead", "ep_few", "dead", "");
        calls("endpoint with few, cancelled", "ep_few", "cancelled", "");
        calls("busy endpoint, cancelled", "ep_main", "cancelled", "");
        calls("busy endpoint, waiting", "ep_other", "waiting", "");
        calls("type none.such", "", "", "none.such");
        calls("type once.only", "", "", "once.only");
        calls("type rare.type", "", "", "rare.type");
        calls("type order.created", "", "", "order.created");
        calls("type rare.type, dead", "", "dead", "rare.type");
        calls("type rare.type, endpoint with few", "ep_few", "", "rare.type");
        calls("type order.created, endpoint with few", "ep_few", "", "order.created");
        calls("type rare.type, busy endpoint", "ep_main", "", "rare.type");
        count("dead", "", "dead", "");
        count("rare.type", "", "", "rare.type");
        count("order.created", "", "", "order.created");
    }

    private static ProjectId project() {
        return ProjectId.DEFAULT;
    }

    private void events(String what, String type, String from, String to) {
        EventQuery query =
                new EventQuery(
                        project(),
                        some(type),
                        type.isEmpty() ? Optional.of("ringback.internal.*") : Optional.empty(),
                        some(from).map(Instant::parse),
                        some(to).map(Instant::parse),
                        Long.MAX_VALUE,
                        100);
        time("events, " + what, () -> shown(store.events(query)));
    }

    private static String shown(Found<?> found) {
        return found.entries().size()
                + (found.searchedTo().isPresent() ? " and more" : "")
                + (found.endedEarly(100) ? ", TIME IS OVER" : "");
    }

    private void calls(String what, String lane, String state, String type) {
        CallQuery query = query(lane, state, type);
        time("deliveries, " + what, () -> shown(store.calls(query)));
    }

    private void count(String what, String lane, String state, String type) {
        CallQuery query = query(lane, state, type);
        time("count of deliveries, " + what, () -> store.count(query));
    }

    private static CallQuery query(String lane, String state, String type) {
        return new CallQuery(
                project(),
                Optional.of("delivery"),
                some(lane).map(LaneId::new),
                some(state).flatMap(StateName::parse),
                Optional.empty(),
                some(type),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                100);
    }

    private static Optional<String> some(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }

    private static void time(String what, Supplier<Object> work) {
        StringBuilder times = new StringBuilder();
        Object answer = "";
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            answer = work.get();
            times.append("%.1f ".formatted((System.nanoTime() - start) / 1e6));
        }
        System.out.printf("%-50s %sms -> %s%n", what, times, answer);
    }
}
