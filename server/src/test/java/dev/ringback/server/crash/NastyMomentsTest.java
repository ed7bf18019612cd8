package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.Delivery;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/** Kill -9 at chosen moments. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class NastyMomentsTest {

    private static final String HOOK = "/hook";

    private static Supplier<Duration> slow() {
        var random = new Random(1);
        return () -> CrashRounds.slow(random);
    }

    private static void awaitAll(Site site, List<String> events) {
        Eventually.until(
                "all events arrive",
                () -> events.stream().allMatch(each -> site.arrivals().has(delivery(each))));
    }

    private static Delivery delivery(String event) {
        return new Delivery(HOOK, event);
    }

    @Test
    void aRepeatedIdIsDeliveredOnceEvenAcrossACrash(@TempDir Path directory) throws Exception {
        try (Site site = Site.at(directory, () -> Duration.ZERO)) {
            site.start();
            site.endpoint(HOOK, "order.*");
            List<String> ids = IntStream.range(0, 100).mapToObj(n -> "twice-" + n).toList();
            // Nobody reads the answers, and the server dies in the middle of it.
            List<Socket> unread = new ArrayList<>();
            for (String id : ids) {
                unread.add(sent(site, Site.event(id)));
            }
            Eventually.until("the first is delivered", () -> site.arrivals().count() > 0);
            site.kill();
            for (Socket socket : unread) {
                socket.close();
            }
            site.start();
            for (String id : ids) {
                JsonNode answer = site.api().post("/api/v1/events", Site.event(id));
                assertThat(answer.get("id").asString()).isEqualTo(id);
            }
            awaitAll(site, ids);
            site.awaitNothingWaiting();
            for (String id : ids) {
                assertThat(site.deliveries(id).get("succeeded").asLong()).as(id).isEqualTo(1);
            }
            assertThat(site.all("/api/v1/deliveries?limit=100")).hasSize(ids.size());
            assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
        }
    }

    /** Publishes without waiting for the answer. */
    private static Socket sent(Site site, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        var socket = new Socket(InetAddress.getLoopbackAddress(), site.process().uri().getPort());
        OutputStream out = socket.getOutputStream();
        String head =
                """
                POST /api/v1/events HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """
                        .formatted(Site.KEY, body.length);
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(body);
        return socket;
    }

    @Test
    void anEventThatWasDeliveredBeforeTheCrashIsNotDeliveredForItsRepetition(
            @TempDir Path directory) {
        try (Site site = Site.at(directory, () -> Duration.ZERO)) {
            site.start();
            site.endpoint(HOOK, "order.*");
            List<String> ids = site.publish("once-", 0, 50);
            awaitAll(site, ids);
            site.awaitNothingWaiting();
            site.kill();
            site.start();
            assertThat(site.publish("once-", 0, 50)).isEqualTo(ids);
            awaitAll(site, site.publish("later-", 0, 1));
            site.awaitNothingWaiting();
            assertThat(site.arrivals().count()).isEqualTo(51);
        }
    }

    @Test
    void aServerThatDiesAgainAndAgainAsSoonAsItIsReadyLosesNothing(@TempDir Path directory) {
        try (Site site = Site.at(directory, slow())) {
            site.start();
            site.endpoint(HOOK, "order.*");
            List<String> ids = site.publish("early-", 0, 500);
            site.kill();
            for (int i = 0; i < 3; i++) {
                site.start();
                site.kill();
            }
            site.start();
            awaitAll(site, ids);
            site.awaitNothingWaiting();
            assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
            assertThat(site.arrivals().repeatedLater().values())
                    .allSatisfy(each -> assertThat(each).isLessThanOrEqualTo(Site.IN_FLIGHT));
        }
    }

    @Test
    void aFanOutThatIsCutOffReachesEveryEndpoint(@TempDir Path directory) throws Exception {
        int endpoints = 1_500;
        int events = 5;
        try (Site site = Site.at(directory, slow())) {
            site.start();
            Together.each(
                    IntStream.range(0, endpoints).boxed().toList(),
                    n -> site.endpoint("/fan/" + n, "order.*", 1));
            List<String> ids = IntStream.range(0, events).mapToObj(n -> "fan-" + n).toList();
            Socket unread = sent(site, ids.stream().map(Site::event).toList().toString());
            // The first pages are on disk, and the others are being made.
            Eventually.until("a delivery", () -> site.arrivals().count() > 0);
            site.kill();
            unread.close();
            int before = site.arrivals().distinct();
            site.start();
            int all = endpoints * events;
            Eventually.until("all get all", () -> site.arrivals().distinct() == all);
            site.awaitNothingWaiting();
            System.out.printf("fan-out: killed after %d of %d deliveries%n", before, all);
            for (String id : ids) {
                assertThat(site.deliveries(id).get("succeeded").asLong()).isEqualTo(endpoints);
            }
            assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
            assertThat(site.arrivals().repeatedLater().values()).allMatch(each -> each == 1);
        }
    }

    @Test
    void aReplayThatIsCutOffGoesOnWithoutDoingAnythingTwice(@TempDir Path directory) {
        int events = 900;
        try (Site site = Site.at(directory, () -> Duration.ZERO)) {
            site.start();
            String endpoint = site.endpoint(HOOK, "order.*");
            List<String> ids = site.publish("again-", 0, events);
            awaitAll(site, ids);
            site.awaitNothingWaiting();
            assertThat(site.arrivals().count()).isEqualTo(events);
            String filter = "{\"endpoint\": \"%s\", \"state\": \"succeeded\"}".formatted(endpoint);
            String replay =
                    site.api()
                            .post(
                                    "/api/v1/replays",
                                    "{\"filter\": %s, \"rate_per_second\": 500}".formatted(filter))
                            .get("id")
                            .asString();
            Eventually.until("the replay begins", () -> site.arrivals().count() > events + 100);
            site.kill();
            site.start();
            Eventually.until("the replay ends", () -> replayState(site, replay).equals("done"));
            site.awaitNothingWaiting();
            exactlyOnceAgain(site, ids, replay);
        }
    }

    private static String replayState(Site site, String replay) {
        return site.api().get("/api/v1/replays/" + replay).get("state").asString();
    }

    private static void exactlyOnceAgain(Site site, List<String> ids, String replay) {
        var calls = new HashMap<String, List<String>>();
        for (JsonNode each : site.all("/api/v1/deliveries?state=succeeded&limit=100")) {
            JsonNode by = each.get("replay");
            calls.computeIfAbsent(each.get("event").asString(), _ -> new ArrayList<>())
                    .add(by == null || by.isNull() ? "" : by.asString());
        }
        assertThat(calls.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(calls.values())
                .allSatisfy(each -> assertThat(each).containsExactlyInAnyOrder("", replay));
        assertThat(ids)
                .allSatisfy(
                        id -> assertThat(site.arrivals().of(delivery(id))).hasSizeBetween(2, 3));
        long repeated = site.arrivals().count() - 2L * ids.size();
        assertThat(repeated).isBetween(0L, (long) Site.IN_FLIGHT);
    }

    @Test
    void aLongWriteAheadLogDoesNotHoldUpTheStart(@TempDir Path directory) throws Exception {
        int events = 45;
        try (Site site = Site.at(directory, () -> Duration.ZERO)) {
            site.start();
            String endpoint = site.endpoint(HOOK, "big.*");
            site.api().post("/api/v1/endpoints/" + endpoint + "/pause", "");
            String filler = "x".repeat(1_000_000);
            // What another program may still read stays in the log, whoever copies it.
            try (var _ = reading(site.data())) {
                for (int n = 0; n < events; n++) {
                    String event =
                            "{\"type\":\"big.one\",\"id\":\"big-%d\",\"data\":\"%s\"}"
                                    .formatted(n, filler);
                    site.api().post("/api/v1/events", event);
                }
                site.kill();
            }
            long megabytes = logBytes(site.data()) / 1_000_000;
            site.start();
            System.out.printf(
                    "log of %d MB: ready after %d ms%n",
                    megabytes, site.process().timeToReady().toMillis());
            assertThat(megabytes).isGreaterThanOrEqualTo(events);
            site.api().post("/api/v1/endpoints/" + endpoint + "/enable", "");
            Eventually.until("all arrive", () -> site.arrivals().distinct() == events);
        }
    }

    /** Reads the database until it is closed, and may not write: nor tidy up when it goes last. */
    private static Connection reading(Path data) throws SQLException {
        String file = data.resolve("ringback.db").toAbsolutePath() + "?mode=ro";
        Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + file);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
            assertThat(row.getInt(1)).isPositive();
        }
        return connection;
    }

    private static long logBytes(Path data) throws IOException {
        try (var files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith("-wal"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
