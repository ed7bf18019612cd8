package dev.ringback.server.integration;

import dev.ringback.cli.Environment;
import dev.ringback.kernel.model.Header;
import dev.ringback.server.Host;
import dev.ringback.server.Server;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.StartedServer;
import dev.ringback.server.config.Configuration;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.SettingsLoaded;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A real server on a free port, with a database in a directory of its own. */
final class Ringback implements AutoCloseable {

    /** Flags by which endpoints may lie on this machine. */
    static final Map<String, List<String>> PRIVATE =
            Map.of("allow-private-network", List.of("true"));

    /** The same, and a model server that is a stub; more may be added. */
    static Map<String, List<String>> asking(StubUpstream stub) {
        Map<String, List<String>> flags = new HashMap<>(PRIVATE);
        flags.put("upstream", List.of("stub=" + stub.baseUrl()));
        return flags;
    }

    private final Path directory;
    private final StartedServer server;
    private final Api admin;

    private Ringback(Path directory, StartedServer server, String key) {
        this.directory = directory;
        this.server = server;
        admin = new Api(server.uri(), key);
    }

    /** Starts one as the command does, by flags. */
    static Ringback start(Map<String, List<String>> flags) {
        return start(flags, Host.MACHINE);
    }

    /** Starts one where the clock, the disk and the process are a test's. */
    static Ringback start(Map<String, List<String>> flags, Host host) {
        try {
            Path directory = Files.createTempDirectory("ringback-integration");
            StartedServer server = up(Mode.SERVE, flags, directory, host);
            return new Ringback(directory, server, server.generatedKey().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one for development, whose key everybody knows. */
    static Ringback startDev(Map<String, List<String>> flags) {
        return startDev(flags, Host.MACHINE);
    }

    /** The same where the clock, the disk and the process are a test's. */
    static Ringback startDev(Map<String, List<String>> flags, Host host) {
        try {
            Path directory = Files.createTempDirectory("ringback-integration");
            StartedServer server = up(Mode.DEV, flags, directory, host);
            return new Ringback(directory, server, Settings.DEV_KEY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops this one, and starts another with its data and its key. */
    Ringback restarted(Map<String, List<String>> flags, Host host) {
        server.stop(Duration.ofMillis(200));
        return new Ringback(directory, up(Mode.SERVE, flags, directory, host), admin.key());
    }

    private static StartedServer up(
            Mode mode, Map<String, List<String>> flags, Path directory, Host host) {
        Map<String, List<String>> all = new HashMap<>(flags);
        all.put("port", List.of("0"));
        all.put("data", List.of(directory.toString()));
        return up(settings(mode, all, directory), host);
    }

    private static Settings settings(Mode mode, Map<String, List<String>> flags, Path directory) {
        var environment = new Environment(Map.of(), directory);
        return switch (Configuration.load(mode, flags, environment)) {
            case SettingsLoaded.Ready(Settings settings) -> settings;
            case SettingsLoaded.Refused(String sentence) -> throw new AssertionError(sentence);
        };
    }

    private static StartedServer up(Settings settings, Host host) {
        return switch (Server.start(settings, host)) {
            case Launch.Outcome.Up(StartedServer running) -> running;
            case Launch.Outcome.Failed(String reason) -> throw new AssertionError(reason);
            case Launch.Outcome.StandingBy(var waiting) ->
                    throw new AssertionError(waiting.sentence());
        };
    }

    /** A client with the key of the instance. */
    Api admin() {
        return admin;
    }

    /** A project of its own for a test, with a key that may do everything in it. */
    Tenant tenant() {
        String project = made("/api/v1/projects", "{'name':'test'}").text("id");
        Header of = new Header("X-Ringback-Project", project);
        return new Tenant(admin.with(made("/api/v1/keys", "{'scopes':['admin']}", of).text("key")));
    }

    /** Posts, and again for as long as the store does not answer in time: the machine is busy. */
    private Answer made(String path, String json, Header... headers) {
        var answer = new AtomicReference<Answer>();
        Tenant.until(
                path,
                () -> {
                    answer.set(admin.post(path, json, headers));
                    return answer.get().status() != 503;
                });
        return answer.get().expect(201);
    }

    /** The file of its database. */
    Path database() {
        return directory.resolve(SqliteStore.FILE);
    }

    URI uri() {
        return server.uri();
    }

    void stop(Duration drain) {
        server.stop(drain);
    }

    @Override
    public void close() {
        server.stop(Duration.ofMillis(200));
        try {
            KeptOrigins.check(directory);
        } finally {
            deleteAll();
        }
    }

    private void deleteAll() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
