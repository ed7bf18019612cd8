package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.PatientPostgres;
import dev.ringback.testkit.receiver.RudeReceiver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archive that {@code ./ringback package} makes, on a machine without a JDK. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(600)
final class PackageTest {

    private static final List<String> NEEDED = List.of("bash", "dirname", "readlink");

    private static final String KEY = "key-of-the-package-tests";

    @TempDir static Path directory;

    private static Path program;
    private static Path bare;

    @BeforeAll
    static void unpack() throws Exception {
        Ended made = Ended.of(Checkout.in(directory).run("package"));
        assertThat(made.code()).as("%s", made).isZero();
        Path archive = Path.of(made.out().getFirst());
        Path elsewhere = Files.createDirectories(directory.resolve("else/where"));
        List<String> tar = List.of("tar", "-xzf", archive.toString(), "-C", elsewhere.toString());
        assertThat(Ended.of(new ProcessBuilder(tar).start()).code()).isZero();
        program = elsewhere.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
        bare = Files.createDirectory(directory.resolve("bin"));
        for (String command : NEEDED) {
            Files.createSymbolicLink(bare.resolve(command), found(command));
        }
    }

    private static Path found(String command) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(each -> Path.of(each, command))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void unpackedElsewhereItDeliversAWebhookForAnotherUserWithoutMavenAndJdk() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path own = data.resolve("own");
        long start = System.nanoTime();
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                RunningServer server =
                        RunningServer.of(run("", "dev", "--port", "0", "--data", own.toString()))) {
            var api = new Api(server, "dev");
            String url = receiver.url("/hook").toString();
            api.post("/api/v1/endpoints", Map.of("url", url, "readiness_check", false));
            api.post("/api/v1/events", Map.of("type", "order.paid", "data", Map.of()));
            receiver.await(1);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("from start to webhook: " + taken.toMillis() + " ms");

            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void withJsonLogsAllThatItSaysIsJson() throws Exception {
        judgeLogs("sqlite");
    }

    @Test
    void alsoOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = PatientPostgres.start()) {
            judgeLogs(
                    "postgres",
                    "--database-url",
                    "postgresql://postgres@localhost:%d/postgres".formatted(postgres.getPort()));
        }
    }

    private static void judgeLogs(String name, String... more) throws Exception {
        Path data = Files.createDirectory(directory.resolve("logs-" + name));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--port", "0", "--log-format", "json"));
        arguments.addAll(List.of("--data", data.resolve("own").toString()));
        arguments.addAll(List.of("--allow-private-network", "--upstream-retries", "m=none"));
        arguments.addAll(List.of("--upstream", "m=http://127.0.0.1:1/v1"));
        arguments.addAll(List.of(more));
        try (RunningServer server =
                RunningServer.of(run("", KEY, arguments.toArray(String[]::new)))) {
            JsonLogs.judge(server, KEY);
        }
    }

    @Test
    void theStartUpCacheIsUsedWhereverItIsUnpacked() throws Exception {
        // Java itself refuses to start when it cannot use the cache.
        Ended ended = Ended.of(run("-XX:AOTMode=on", "--version"));

        assertThat(ended.code()).as("%s", ended).isZero();
        assertThat(ended.out()).hasSize(1);
    }

    @Test
    void itHoldsWhatAnOperatorNeeds() throws Exception {
        assertThat(program.resolve("LICENSE")).isNotEmptyFile();
        assertThat(program.resolve("docs/operating.md")).isNotEmptyFile();
        assertThat(program.resolve("ringback.service")).content().contains("TimeoutStopSec");
        assertThat(program.resolve("THIRD-PARTY.txt"))
                .content()
                .contains("sqlite-jdbc", "BSD-3-Clause", "Redistribution and use");
        assertThat(program.resolve("runtime/bin/javac")).doesNotExist();
        Path dist = directory.resolve("checkout/dist");
        assertThat(dist.resolve("ringback.service")).isNotEmptyFile();
        assertThat(dist.resolve("Containerfile")).content().contains(".tar.gz");
    }

    /** Runs the program in an environment in which neither a JDK nor Maven can be found. */
    private static Process run(String jvm, String... arguments) throws Exception {
        return run(jvm, "", arguments);
    }

    private static Process run(String jvm, String key, String[] arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("env", "-i", "PATH=" + bare, "JVM_OPTIONS=" + jvm));
        if (!key.isEmpty()) {
            command.add("RINGBACK_API_KEY=" + key);
        }
        command.add(program.resolve("ringback").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(Stranger.exists() ? Stranger.words(command) : command);
        builder.directory(Path.of("/").toFile());
        return builder.start();
    }
}
