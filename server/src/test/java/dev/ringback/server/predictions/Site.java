package dev.ringback.server.predictions;

import dev.ringback.server.Server;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.Running;
import dev.ringback.server.config.Configuration;
import dev.ringback.server.config.Loaded;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.Surroundings;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole server with a database in a directory, which may be stopped and started again. */
final class Site implements AutoCloseable {

    private final Settings settings;
    private Running server;
    private final String key;

    private Site(Settings settings) {
        this.settings = settings;
        this.server = up(settings);
        this.key = server.generatedKey().orElseThrow();
    }

    /** One whose webhooks must be public, in front of the demo models. */
    static Site guarded(Path directory) {
        return start(directory, Map.of());
    }

    /** One whose webhooks may lie on this machine, in front of the demo models. */
    static Site open(Path directory) {
        return start(directory, Map.of("allow-private-network", List.of("true")));
    }

    /** One whose webhooks may lie on this machine, in front of one model server. */
    static Site before(StubUpstream stub, Path directory, int concurrency) {
        return start(
                directory,
                Map.of(
                        "allow-private-network",
                        List.of("true"),
                        "upstream",
                        List.of("stub=" + stub.baseUrl()),
                        "upstream-concurrency",
                        List.of("stub=" + concurrency)));
    }

    private static Site start(Path directory, Map<String, List<String>> flags) {
        Map<String, List<String>> all = new HashMap<>(flags);
        all.put("port", List.of("0"));
        all.put("data", List.of(directory.toString()));
        var surroundings = new Surroundings(Map.of(), directory);
        return switch (Configuration.load(Mode.SERVE, all, surroundings)) {
            case Loaded.Ready(Settings settings) -> new Site(settings);
            case Loaded.Refused(String sentence) -> throw new AssertionError(sentence);
        };
    }

    private static Running up(Settings settings) {
        return switch (Server.start(settings)) {
            case Launch.Outcome.Up(Running running) -> running;
            case Launch.Outcome.Failed(String reason) -> throw new AssertionError(reason);
        };
    }

    void restart() {
        close();
        server = up(settings);
    }

    URI uri() {
        return server.uri();
    }

    String key() {
        return key;
    }

    /** A client with the key of the instance. */
    WriftClient client() {
        return new WriftClient(server.uri(), key);
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

    @Override
    public void close() {
        server.stop(Duration.ofMillis(100));
    }
}
