package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Cable;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.PatientPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database says nothing to whoever has asked it: it stands still, or nothing passes. */
final class FrozenDatabaseTest {

    /** One look-up by key, and lists of three kinds. */
    private static final List<String> PATHS =
            List.of("events/one", "events", "deliveries", "jobs?state=dead");

    private @TempDir Path directory;
    private EmbeddedPostgres postgres;
    private Cable cable;
    private Ringback ringback;

    @BeforeEach
    void start() throws IOException {
        postgres = PatientPostgres.builder().setDataDirectory(directory.resolve("data")).start();
        cable = Cable.to(postgres.getPort());
        // Whatever has no bound of its own waits for longer than this test does.
        String url =
                "postgresql://postgres@127.0.0.1:%d/postgres?socketTimeout=%d"
                        .formatted(cable.port(), 2 * Eventually.PATIENCE.toSeconds());
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("database-url", List.of(url));
        ringback = Ringback.start(flags);
    }

    @AfterEach
    void stop() throws IOException {
        ringback.close();
        cable.close();
        postgres.close();
    }

    /** Makes the database silent; what it answers lets it speak again. */
    @FunctionalInterface
    private interface Silencing {
        Runnable silence();
    }

    @Test
    void whoWasReadingWhenItFrozeIsToldToComeBackWhileItIsFrozen() throws SQLException {
        areToldToComeBackDuring(this::freeze);
    }

    @Test
    void whoWasReadingWhenNothingPassedAnyMoreIsToldToComeBackMeanwhile() throws SQLException {
        areToldToComeBackDuring(() -> {
            cable.bend();
            return cable::mend;
        });
    }

    private void areToldToComeBackDuring(Silencing silencing) throws SQLException {
        for (String path : PATHS) {
            Api api = ringback.tenant().api();
            try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
                    Connection other = postgres.getPostgresDatabase().getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute(
                        "LOCK TABLE event, call, type_span, call_count IN ACCESS EXCLUSIVE MODE");
                Future<Answer> answer = asking.submit(() -> api.get("/api/v1/" + path));
                Eventually.until(
                        "the read is under way", () -> reads(statement) || answer.isDone());
                Runnable end = silencing.silence();
                try {
                    Answer refused = Eventually.get("an answer", answer);
                    assertThat(refused.status()).as(path).isEqualTo(503);
                    assertThat(refused.headers().firstValue("Retry-After")).as(path).isPresent();
                    assertThat(refused.text("code")).isEqualTo("store_away");
                } finally {
                    end.run();
                }
                other.rollback();
            }
            Tenant.until("it is read again", () -> api.get("/api/v1/" + path).status() != 503);
        }
    }

    /** Whether a read waits for the tables. */
    private static boolean reads(Statement statement) {
        try (ResultSet rows =
                statement.executeQuery(
                        """
                        SELECT count(*) > 0 FROM pg_locks
                        WHERE NOT granted AND mode = 'AccessShareLock'\
                        """)) {
            rows.next();
            return rows.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets all processes of the server stand still, the first one first: it makes the others. */
    private Runnable freeze() {
        try {
            String pid = Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst();
            ProcessHandle first = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            signal("STOP", List.of(first));
            List<ProcessHandle> all = Stream.concat(first.children(), Stream.of(first)).toList();
            signal("STOP", all);
            return () -> signal("CONT", all);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not run", e);
        }
    }

    /** One that has ended meanwhile is no reason to fail. */
    private static void signal(String name, List<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            int _ = Eventually.ended("kill", new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UncheckedIOException("no kill", e);
        }
    }
}
