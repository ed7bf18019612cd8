package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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

/** The database stands still, and says nothing to whoever has asked it. */
final class FrozenDatabaseTest {

    /** One look-up by key, and lists of three kinds. */
    private static final List<String> PATHS =
            List.of("events/one", "events", "deliveries", "jobs?state=dead");

    private @TempDir Path directory;
    private EmbeddedPostgres postgres;
    private Ringback ringback;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder().setDataDirectory(directory.resolve("data")).start();
        // Whatever has no bound of its own waits for longer than this test does.
        String url =
                "postgresql://postgres@127.0.0.1:%d/postgres?socketTimeout=%d"
                        .formatted(postgres.getPort(), 2 * Eventually.PATIENCE.toSeconds());
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("database-url", List.of(url));
        ringback = Ringback.start(flags);
    }

    @AfterEach
    void stop() throws IOException {
        ringback.close();
        postgres.close();
    }

    @Test
    void whoWasReadingWhenItFrozeIsToldToComeBackWhileItIsFrozen() throws Exception {
        for (String path : PATHS) {
            Tenant tenant = ringback.tenant();
            List<ProcessHandle> processes;
            try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
                    Connection other = postgres.getPostgresDatabase().getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute(
                        "LOCK TABLE event, call, type_span, call_count IN ACCESS EXCLUSIVE MODE");
                Future<Answer> answer = asking.submit(() -> tenant.api().get("/api/v1/" + path));
                Eventually.until(
                        "the read is under way", () -> reads(statement) || answer.isDone());
                processes = freeze();
                try {
                    Answer refused = Eventually.get("an answer", answer);
                    assertThat(refused.status()).as(path).isEqualTo(503);
                    assertThat(refused.headers().firstValue("Retry-After")).as(path).isPresent();
                    assertThat(refused.text("code")).isEqualTo("store_away");
                } finally {
                    signal("CONT", processes);
                }
                other.rollback();
            }
            Tenant.until(
                    "it is read again", () -> tenant.api().get("/api/v1/" + path).status() != 503);
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
    private List<ProcessHandle> freeze() throws IOException {
        String pid = Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst();
        ProcessHandle first = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        signal("STOP", List.of(first));
        List<ProcessHandle> all = Stream.concat(first.children(), Stream.of(first)).toList();
        signal("STOP", all);
        return all;
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        // One that has ended meanwhile is no reason to fail.
        int _ = Eventually.ended("kill", new ProcessBuilder(command).start());
    }
}
