package dev.ringback.store;

import static dev.ringback.testkit.store.Samples.OTHER;
import static dev.ringback.testkit.store.Samples.accept;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.store.rows.ListLimits;
import dev.ringback.store.sqlite.SqliteFile;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.store.Samples;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that do not end hold up neither the engine, nor look-ups by id, nor another project. */
final class ReadsApartTest {

    private static final ListLimits LIMITS =
            new ListLimits(Duration.ofSeconds(1), 3, 2, Duration.ofHours(1), 1000);

    @TempDir Path directory;

    private final Samples samples = new Samples();

    @Test
    void theEngineReadsPastLongListsInSqlite() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        SqliteFile file =
                new SqliteFile(directory.resolve("ringback.db")) {
                    @Override
                    public Connection reader() throws SQLException {
                        return holding(super.reader(), begun, end);
                    }
                };
        try (Store store = SqliteStore.open(directory, file, LIMITS)) {
            requireRoom(store, () -> begun.get() == 2, end::countDown);
        }
    }

    /** A connection that prepares no question about types before the end. */
    private static Connection holding(Connection real, AtomicInteger begun, CountDownLatch end) {
        return (Connection)
                Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("prepareStatement")
                                    && String.valueOf(arguments[0]).contains("type_span")
                                    && begun.incrementAndGet() > 0) {
                                end.await();
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Test
    void theEngineReadsPastLongListsInPostgres() throws SQLException {
        String url = PostgresServer.freshDatabase();
        PostgresOwner.open(url).close();
        try (Store store = Owned.besides(url, LIMITS);
                Connection other = PostgresServer.connect(url);
                Statement statement = other.createStatement()) {
            done(store);
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE type_span IN ACCESS EXCLUSIVE MODE");
            requireRoom(store, () -> waiting(statement) == 2, () -> end(other));
        }
    }

    private static int waiting(Statement statement) {
        try (var rows = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(Connection other) {
        try {
            other.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Call done(Store store) {
        Event event = samples.event();
        Call call = samples.call(event);
        store.commit(List.of(accept(event, call)));
        return call;
    }

    private void requireRoom(Store store, java.util.function.BooleanSupplier held, Runnable end) {
        List<CompletableFuture<Integer>> lists = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < 5; i++) {
                    lists.add(CompletableFuture.supplyAsync(() -> typed(store), threads));
                }
                Eventually.until("two lists are held", held);
                assertThat(store.backlog(Optional.empty(), Integer.MAX_VALUE)).hasSizeLessThan(2);
                assertThat(store.due(Samples.LANE, false, 10)).hasSizeLessThan(2);
                assertThat(store.event(1)).isEmpty();
                assertThat(store.callsOf(ProjectId.DEFAULT, 1, 10)).isEmpty();
                assertThat(store.counts(OTHER, "delivery", Samples.LANE).total()).isZero();
                assertThat(store.events(EventQuery.of(OTHER, 10)).entries()).isEmpty();
                assertThat(lists).noneMatch(CompletableFuture::isDone);
            } finally {
                end.run();
            }
            for (var list : lists) {
                assertThat(Eventually.get("a list", list)).isLessThan(2);
            }
        }
    }

    private static int typed(Store store) {
        EventQuery query =
                new EventQuery(
                        ProjectId.DEFAULT,
                        Optional.of("generation.*"),
                        Optional.empty(),
                        Optional.empty(),
                        Long.MAX_VALUE,
                        10);
        return store.events(query).entries().size();
    }
}
