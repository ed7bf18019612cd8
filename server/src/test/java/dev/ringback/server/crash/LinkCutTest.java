package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.ServerProcess;
import dev.ringback.testkit.receiver.PatientPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The active process is on a machine whose network fails, or that loses power: nothing more comes
 * from it, and nothing says so.
 */
@Tag("deep")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class LinkCutTest {

    private static final String SPACE = "ringback-" + ProcessHandle.current().pid();
    private static final String LINK = "rb" + ProcessHandle.current().pid() % 1_000_000;
    private static final String HERE = "10.213.47.1";
    private static final String THERE = "10.213.47.2";

    @Test
    void theOtherTakesOverWhenTheLinkOfTheActiveOneIsCut(
            @TempDir Path directory, @TempDir Path data) throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root") && succeeds("ip", "netns", "list"),
                "a network namespace needs root and the command ip (package iproute2)");
        try {
            connect();
            cut(directory, data);
        } finally {
            boolean _ = succeeds("ip", "netns", "delete", SPACE);
            boolean _ = succeeds("ip", "link", "delete", LINK);
        }
    }

    private static void cut(Path directory, Path data) throws IOException, SQLException {
        try (EmbeddedPostgres postgres = open(data);
                Pair pair = new Pair(directory)) {
            String database = ":" + postgres.getPort() + "/postgres";
            ServerProcess first =
                    pair.launch(
                                    "postgresql://postgres@" + HERE + database,
                                    "ip",
                                    "netns",
                                    "exec",
                                    SPACE)
                            .awaitReady();
            ServerProcess second = pair.launch("postgresql://postgres@localhost" + database);
            URI _ = second.awaitStandby();
            run("ip", "link", "set", LINK, "down");
            pair.takesOver(second, "was cut off");
            run("ip", "link", "set", LINK, "up");
            assertThat(first.awaitEnd()).isEqualTo(1);
        }
    }

    /** A server that lets in who comes over the link. */
    private static EmbeddedPostgres open(Path data) throws IOException, SQLException {
        EmbeddedPostgres postgres =
                PatientPostgres.builder()
                        .setDataDirectory(data.resolve("data"))
                        .setServerConfig("listen_addresses", "*")
                        .start();
        Files.writeString(
                data.resolve("data/pg_hba.conf"),
                "\nhost all all " + THERE + "/32 trust\n",
                StandardOpenOption.APPEND);
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_reload_conf()");
        }
        return postgres;
    }

    private static void connect() throws IOException {
        run("ip", "netns", "add", SPACE);
        run("ip", "link", "add", LINK, "type", "veth", "peer", "name", "there", "netns", SPACE);
        run("ip", "address", "add", HERE + "/30", "dev", LINK);
        run("ip", "link", "set", LINK, "up");
        run("ip", "-n", SPACE, "address", "add", THERE + "/30", "dev", "there");
        run("ip", "-n", SPACE, "link", "set", "there", "up");
        run("ip", "-n", SPACE, "link", "set", "lo", "up");
    }

    private static void run(String... command) throws IOException {
        assertThat(code(command)).as(String.join(" ", command)).isZero();
    }

    private static boolean succeeds(String... command) {
        try {
            return code(command) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static int code(String... command) throws IOException {
        return Eventually.ended(
                command[0], new ProcessBuilder(List.of(command)).inheritIO().start());
    }
}
