package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The same on PostgreSQL, which has its own ways to break. */
@Tag("deep")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class PostgresCrashTest {

    private static final long SEED = 20_260_714;

    private static final String END_SESSIONS =
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()\
            """;

    private final Random pace = new Random(SEED);

    private Site site(Path directory, EmbeddedPostgres postgres) {
        return Site.at(directory, () -> CrashRounds.slow(pace))
                .on("postgresql://postgres@localhost:" + postgres.getPort() + "/postgres");
    }

    @Test
    void whatWasAcknowledgedArrivesHoweverOftenTheServerIsKilled(@TempDir Path directory)
            throws IOException {
        try (EmbeddedPostgres postgres = PatientPostgres.start();
                Site site = site(directory, postgres)) {
            new CrashRounds(site, SEED).killed(4);
        }
    }

    @Test
    void aServerWhoseSessionsAreEndedGoesOnByItself(@TempDir Path directory) throws IOException {
        try (EmbeddedPostgres postgres = PatientPostgres.start();
                Site site = site(directory, postgres)) {
            new CrashRounds(site, SEED).run(4, _ -> endSessions(postgres));
        }
    }

    private static void endSessions(EmbeddedPostgres postgres) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet ended = statement.executeQuery(END_SESSIONS)) {
                assertThat(ended.next()).isTrue();
                assertThat(ended.getInt(1)).as("sessions that were ended").isPositive();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not answer", e);
        }
    }

    @Test
    void aServerWhoseDatabaseIsRestartedGoesOnByItself(
            @TempDir Path directory, @TempDir Path database) throws IOException {
        var postgres = new AtomicReference<>(started(database, 0));
        try (Site site = site(directory, postgres.get())) {
            new CrashRounds(site, SEED)
                    .run(
                            2,
                            producers -> {
                                postgres.set(restarted(database, postgres.get()));
                                int before = producers.count();
                                long back = System.nanoTime();
                                Eventually.until(
                                        "it goes on", () -> producers.count() > before + 20);
                                System.out.printf(
                                        "PostgreSQL was restarted: publishing again after %d ms%n",
                                        Duration.ofNanos(System.nanoTime() - back).toMillis());
                            });
            assertThat(site.arrivals().life()).isZero();
        } finally {
            postgres.get().close();
        }
    }

    @Test
    void aServerWhoseDatabaseIsKilledGoesOnByItself(@TempDir Path directory, @TempDir Path database)
            throws IOException {
        var postgres = new AtomicReference<>(started(database, 0));
        try (Site site = site(directory, postgres.get())) {
            new CrashRounds(site, SEED)
                    .run(
                            3,
                            producers -> {
                                killDatabase(database);
                                postgres.set(restarted(database, postgres.get()));
                                int before = producers.count();
                                Eventually.until(
                                        "it goes on", () -> producers.count() > before + 20);
                            });
            assertThat(site.arrivals().life()).as("starts of the server").isZero();
        } finally {
            postgres.get().close();
        }
    }

    /** Kills the server's first process; the others end when they notice. */
    private static void killDatabase(Path database) {
        try (Stream<String> lines = Files.lines(database.resolve("data/postmaster.pid"))) {
            long pid = Long.parseLong(lines.findFirst().orElseThrow());
            ProcessHandle first = ProcessHandle.of(pid).orElseThrow();
            List<ProcessHandle> all = Stream.concat(Stream.of(first), first.children()).toList();
            all.forEach(ProcessHandle::destroyForcibly);
            Eventually.until(
                    "they have ended", () -> all.stream().noneMatch(ProcessHandle::isAlive));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not run", e);
        }
    }

    private static EmbeddedPostgres started(Path database, int port) throws IOException {
        return PatientPostgres.builder()
                .setDataDirectory(database.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static EmbeddedPostgres restarted(Path database, EmbeddedPostgres running) {
        int port = running.getPort();
        try {
            running.close();
            return started(database, port);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start again", e);
        }
    }
}
