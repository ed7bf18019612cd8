package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.Main;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.Arrivals;
import dev.ringback.testkit.crash.CountingReceiver;
import dev.ringback.testkit.crash.Delivery;
import dev.ringback.testkit.crash.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** One set of data, the server that runs on it for now, and the receiver that it delivers to. */
final class Site implements AutoCloseable {

    /** How many calls of an endpoint may be under way, and so be repeated after a crash. */
    static final int IN_FLIGHT = 32;

    /** What was broken off more than once must not wait for minutes, as it would by default. */
    private static final String SOON = String.join(",", Collections.nCopies(20, "\"5s\""));

    static final String KEY = "key-of-the-crash-tests";

    private final Path directory;
    private final List<String> jvm = new ArrayList<>();
    private final List<String> before = new ArrayList<>();
    private final List<String> more = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> paths = new ConcurrentHashMap<>();
    private final CountingReceiver receiver;
    private final Api api = new Api(KEY);
    private Class<?> main = Main.class;
    private Optional<ServerProcess> process = Optional.empty();

    Site(Path directory, String heap, Supplier<Duration> pace) {
        this.directory = directory;
        jvm.add("-XX:TieredStopAtLevel=1");
        jvm.add("-XX:+UseSerialGC");
        jvm.add("-Xmx" + heap);
        jvm.add("--enable-native-access=ALL-UNNAMED");
        this.receiver = CountingReceiver.start(pace);
        environment.put("RINGBACK_API_KEY", KEY);
    }

    /** On the embedded store, with a receiver that takes as long as that. */
    static Site at(Path directory, Supplier<Duration> pace) {
        return new Site(directory, "256m", pace);
    }

    /** Keeps everything in this database in place of the directory. */
    Site on(String databaseUrl) {
        environment.put("RINGBACK_DATABASE_URL", databaseUrl);
        return this;
    }

    /** Starts its servers with these arguments, too. */
    Site with(String... arguments) {
        more.addAll(List.of(arguments));
        return this;
    }

    /** Starts its servers by a program that becomes what is put behind these words. */
    Site by(String... words) {
        before.addAll(List.of(words));
        return this;
    }

    /** Starts its servers inside another program, in a JVM with these options, too. */
    Site inside(Class<?> program, String... options) {
        main = program;
        jvm.addAll(List.of(options));
        return this;
    }

    Api api() {
        return api;
    }

    CountingReceiver receiver() {
        return receiver;
    }

    Arrivals arrivals() {
        return receiver.arrivals();
    }

    ServerProcess process() {
        return process.orElseThrow();
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Starts a server and waits until it is ready. */
    ServerProcess start() {
        var arguments = new ArrayList<>(List.of("serve", "--port", "0", "--allow-private-network"));
        arguments.addAll(List.of("--data", data().toString()));
        arguments.addAll(more);
        ServerProcess started =
                ServerProcess.launch(
                        new ServerProcess.Plan(
                                jvm,
                                main.getName(),
                                arguments,
                                environment,
                                "RINGBACK_",
                                directory.resolve("server.log")),
                        before.toArray(String[]::new));
        process = Optional.of(started);
        started.awaitReady();
        api.up(started.uri());
        return started;
    }

    /** Kills the server; returns a moment at which it was dead. */
    long kill() {
        process().kill();
        long dead = System.nanoTime();
        buried();
        return dead;
    }

    /** Asks the server to end, and returns its exit code. */
    int terminate() {
        int code = process().terminate();
        buried();
        return code;
    }

    private void buried() {
        api.down();
        process().close();
        receiver.awaitQuiet();
        receiver.arrivals().nextLife();
    }

    /** Creates an endpoint at a path of the receiver, and answers its id. */
    String endpoint(String path, String eventTypes) {
        return endpoint(path, eventTypes, IN_FLIGHT);
    }

    String endpoint(String path, String eventTypes, int inFlight) {
        String body =
                """
                {"url": "%s", "event_types": ["%s"], "readiness_check": false,
                 "max_in_flight": %d, "name": "%s", "retry_schedule": [%s]}\
                """
                        .formatted(receiver.url(path), eventTypes, inFlight, path, SOON);
        String id = api.post("/api/v1/endpoints", body).get("id").asString();
        paths.put(id, path);
        return id;
    }

    /** What a delivery of the API is to the receiver. */
    Delivery seen(JsonNode delivery) {
        String path = paths.getOrDefault(delivery.get("endpoint").asString(), "");
        return new Delivery(path, escaped(delivery.get("event").asString()));
    }

    /** An event's id as receivers see it. */
    static String escaped(String event) {
        return event.replace(".", "%2E");
    }

    /** Publishes events {@code first} to {@code first + count - 1} in one request. */
    List<String> publish(String prefix, int first, int count) {
        var ids = new ArrayList<String>();
        var bodies = new ArrayList<String>();
        for (int i = first; i < first + count; i++) {
            ids.add(prefix + i);
            bodies.add(event(prefix + i));
        }
        JsonNode answer = api.post("/api/v1/events", "[" + String.join(",", bodies) + "]");
        assertThat(answer.get("events").size()).isEqualTo(count);
        return ids;
    }

    static String event(String id) {
        return "{\"type\":\"order.paid\",\"id\":\"%s\",\"data\":{\"order\":\"%s\"}}"
                .formatted(id, id);
    }

    /** Waits until no delivery waits or runs. */
    void awaitNothingWaiting() {
        Eventually.until(
                "no delivery waits",
                () -> api.get("/api/v1/deliveries?state=waiting&limit=1").get("data").isEmpty());
    }

    /** How many deliveries of an event there are in each state. */
    JsonNode deliveries(String event) {
        return api.get("/api/v1/events/" + event).get("deliveries");
    }

    /** The whole list, page by page. */
    List<JsonNode> all(String path) {
        var found = new ArrayList<JsonNode>();
        Optional<String> cursor = Optional.empty();
        do {
            String after = cursor.map(text -> "&cursor=" + text).orElse("");
            JsonNode page = api.get(path + after);
            page.get("data").forEach(found::add);
            cursor =
                    Optional.ofNullable(page.get("next_cursor"))
                            .filter(next -> !next.isNull())
                            .map(JsonNode::asString);
        } while (cursor.isPresent());
        return found;
    }

    @Override
    public void close() {
        process.ifPresent(ServerProcess::close);
        api.close();
        receiver.close();
    }
}
