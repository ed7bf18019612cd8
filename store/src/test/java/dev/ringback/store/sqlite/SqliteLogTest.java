package dev.ringback.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.store.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The write-ahead log, and those who read while it is written. */
final class SqliteLogTest {

    private static final long LENGTH = 1L << 20;
    private static final Payload PAYLOAD = Payload.of("x".repeat(100_000));

    @TempDir Path directory;

    private final Samples samples = new Samples();

    /** Waits for locks as good as for ever, so that whoever waits for a reader is found out. */
    private static final class Patient extends SqliteFile {

        Patient(Path path) {
            super(path);
        }

        @Override
        LogBounds log() {
            return new LogBounds(LENGTH, LENGTH / 8, LENGTH / 16);
        }

        @Override
        Connection checkpointer() throws SQLException {
            return patient(super.checkpointer());
        }

        @Override
        public Connection writer() throws SQLException {
            Connection connection = super.writer();
            connection.setAutoCommit(true);
            patient(connection).setAutoCommit(false);
            return connection;
        }

        private static Connection patient(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 3600000");
            }
            return connection;
        }
    }

    private Store open() {
        return SqliteStore.open(directory, new Patient(directory.resolve("ringback.db")));
    }

    private void commit(Store store) {
        Event event = samples.event().with(PAYLOAD, List.of());
        store.commit(List.of(Change.accept(List.of(event), List.of())));
    }

    private long log() {
        try {
            return Files.size(directory.resolve("ringback.db-wal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noCommitWaitsForAReaderInAnotherProgram() throws SQLException {
        try (Told told = Told.by(SqliteCheckpointer.class);
                Store store = open()) {
            commit(store);
            try (Connection other = foreign();
                    Statement statement = other.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*) FROM event")) {
                assertThat(rows.next()).isTrue();
                CompletableFuture<Void> commits =
                        CompletableFuture.runAsync(() -> {
                            while (log() < 8 * LENGTH) {
                                commit(store);
                            }
                        });
                Eventually.get("the commits go on", commits);
                Eventually.until("it is said", () -> !told.lines().isEmpty());
                assertThat(told.lines().getFirst()).contains("Another program");
            }
            Eventually.until(
                    "the log starts anew",
                    () -> {
                        commit(store);
                        return log() <= 2 * LENGTH;
                    });
            assertThat(told.lines()).hasSize(1);
        }
    }

    private Connection foreign() throws SQLException {
        Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ringback.db"));
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void theLogStartsAnewThoughListsAreReadAllTheTime() {
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        try (Store store = open()) {
            for (int i = 0; i < 4; i++) {
                ProjectId project = i < 2 ? ProjectId.DEFAULT : Samples.OTHER;
                readers.add(
                        CompletableFuture.runAsync(() -> {
                            while (!enough.get()) {
                                store.events(EventQuery.of(project, 100));
                            }
                        }));
            }
            try {
                for (int i = 0; i < 300; i++) {
                    commit(store);
                }
                Eventually.until(
                        "the log is short",
                        () -> {
                            commit(store);
                            return log() <= 4 * LENGTH;
                        });
            } finally {
                enough.set(true);
            }
            readers.forEach(reader -> Eventually.get("the reader ends", reader));
        }
    }
}
