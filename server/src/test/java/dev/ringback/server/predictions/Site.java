package dev.ringback.server.predictions;

import dev.ringback.cli.Environment;
import dev.ringback.server.Server;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.StartedServer;
import dev.ringback.server.config.Configuration;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.SettingsLoaded;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole server with a database of its own, which may be stopped and started again. Of a static
 * field it stands for all tests of the class, otherwise for one.
 */
final class Site
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final Duration DRAIN = Duration.ofMillis(100);

    private final Map<String, List<String>> flags;
    private final Optional<StubUpstream> stub;
    private boolean shared;
    private @Nullable Started started;

    private Site(Map<String, List<String>> flags, Optional<StubUpstream> stub) {
        this.flags = flags;
        this.stub = stub;
    }

    /** What there is while it is up. */
    private record Started(Path directory, Settings settings, StartedServer server, String key) {}

    /** One whose webhooks must be public, in front of the demo models. */
    static Site guarded() {
        return new Site(Map.of(), Optional.empty());
    }

    /** One whose webhooks may lie on this machine, in front of the demo models. */
    static Site open() {
        return new Site(Map.of("allow-private-network", List.of("true")), Optional.empty());
    }

    /** One whose webhooks may lie on this machine, in front of a model server with such places. */
    static Site before(StubUpstream stub, int places) {
        var flags =
                Map.of(
                        "allow-private-network",
                        List.of("true"),
                        "upstream",
                        List.of("stub=" + stub.baseUrl()),
                        "upstream-concurrency",
                        List.of("stub=" + places));
        return new Site(flags, Optional.of(stub));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        shared = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!shared) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (!shared) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        stop();
    }

    private void start() throws IOException {
        Path directory = Files.createTempDirectory("ringback-predictions");
        Settings settings = settings(directory);
        StartedServer server = up(settings);
        started = new Started(directory, settings, server, server.generatedKey().orElseThrow());
    }

    private Settings settings(Path directory) {
        Map<String, List<String>> all = new HashMap<>(flags);
        all.put("port", List.of("0"));
        all.put("data", List.of(directory.toString()));
        var environment = new Environment(Map.of(), directory);
        return switch (Configuration.load(Mode.SERVE, all, environment)) {
            case SettingsLoaded.Ready(Settings settings) -> settings;
            case SettingsLoaded.Refused(String sentence) -> throw new AssertionError(sentence);
        };
    }

    private static StartedServer up(Settings settings) {
        return switch (Server.start(settings)) {
            case Launch.Outcome.Up(StartedServer running) -> running;
            case Launch.Outcome.Failed(String reason) -> throw new AssertionError(reason);
            case Launch.Outcome.StandingBy(var waiting) ->
                    throw new AssertionError(waiting.sentence());
        };
    }

    private Started started() {
        return Objects.requireNonNull(started);
    }

    void restart() {
        Started before = started();
        before.server().stop(DRAIN);
        StartedServer server = up(before.settings());
        started = new Started(before.directory(), before.settings(), server, before.key());
    }

    private void stop() throws IOException {
        started().server().stop(DRAIN);
        stub.ifPresent(StubUpstream::close);
        try (Stream<Path> files = Files.walk(started().directory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    URI uri() {
        return started().server().uri();
    }

    String key() {
        return started().key();
    }

    /** A client with the key of the instance, also after a restart. */
    WriftClient client() {
        return new WriftClient(this::uri, this::key);
    }

    /** A client with a key that opens a project of its own. */
    WriftClient stranger() {
        String project =
                client().made("/api/v1/projects", "{\"name\":\"other\"}", Map.of())
                        .path("id")
                        .stringValue();
        return client().of(
                        client().made(
                                        "/api/v1/keys",
                                        "{\"scopes\":[\"write\"]}",
                                        Map.of("X-Ringback-Project", project))
                                .path("key")
                                .stringValue());
    }
}
