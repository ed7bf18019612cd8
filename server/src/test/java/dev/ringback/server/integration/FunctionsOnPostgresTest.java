package dev.ringback.server.integration;

import static dev.ringback.server.integration.PlayedApp.has;
import static dev.ringback.server.integration.PlayedApp.ops;
import static dev.ringback.server.integration.PlayedApp.ran;
import static dev.ringback.server.integration.PlayedApp.returned;
import static dev.ringback.server.integration.PlayedApp.threw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.PatientPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What runs do, where they are kept in PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FunctionsOnPostgresTest {

    private static final int RUNS = 20;

    private final PlayedApp app = new PlayedApp();
    private final Map<String, List<String>> flags = new HashMap<>();
    private EmbeddedPostgres postgres;
    private Ringback ringback;
    private Api api;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        postgres = PatientPostgres.builder().setDataDirectory(directory.resolve("data")).start();
        flags.put(
                "database-url",
                List.of(
                        "postgresql://postgres@127.0.0.1:%d/postgres"
                                .formatted(postgres.getPort())));
        flags.put("retry-interval", List.of("1s"));
        app.function(
                "child",
                "{'event':'child'}",
                body -> has(body, "one") ? returned("'grown'") : ran("one", "1"));
        app.function("all", "{'event':'all'}", FunctionsOnPostgresTest::all);
        app.function("broken", "{'event':'broken'}", _ -> threw("{'name':'E','message':'no'}"));
        app.function(
                "asleep",
                "{'event':'asleep'}",
                _ -> ops("[{'op':'Sleep','id':'nap','displayName':'nap','name':'100d'}]"));
        ringback = Ringback.startDev(flags);
        api = ringback.admin();
        app.register(api);
    }

    /** A step, a sleep, another function and a wait, one after the other. */
    private static Behaviour all(JsonNode body) {
        if (!has(body, "one")) {
            return ran("one", "'first'");
        }
        if (!has(body, "nap")) {
            return ops("[{'op':'Sleep','id':'nap','displayName':'nap','name':'1s'}]");
        }
        if (!has(body, "call")) {
            return ops(
                    "[{'op':'InvokeFunction','id':'call','displayName':'call','opts':{'function_id':'app-child','payload':{'data':{}}}}]");
        }
        return has(body, "paid")
                ? returned(body.path("steps").path("paid").path("data").toString())
                : ops(
                        "[{'op':'WaitForEvent','id':'paid','displayName':'paid','name':'paid','opts':{'timeout':'1d','if':'event.data.n == async.data.n'}}]");
    }

    @AfterAll
    void stop() throws IOException {
        ringback.close();
        app.close();
        postgres.close();
    }

    private String send(String type, String data) {
        return api.post("/api/v1/events", "{'type':'%s','data':%s}".formatted(type, data))
                .expect(202)
                .text("id");
    }

    private JsonNode runs(String event, String status) {
        return api.get("/api/v1/runs?event=" + event + "&status=" + status)
                .expect(200)
                .json()
                .path("data");
    }

    private JsonNode run(String event, String status) {
        Eventually.until("the run is " + status, () -> !runs(event, status).isEmpty());
        String id = runs(event, status).get(0).path("id").asString();
        return api.get("/api/v1/runs/" + id).expect(200).json();
    }

    @Test
    void stepsSleepsCallsAndWaitsFollowOneAnotherInEachOfManyRuns() {
        List<String> events =
                IntStream.range(0, RUNS).mapToObj(n -> send("all", "{'n':" + n + "}")).toList();
        events.forEach(event ->
                Eventually.until(
                        "it waits for the event",
                        () -> runs(event, "waiting").toString().contains("waits for event paid")));

        IntStream.range(0, RUNS).forEach(n -> send("paid", "{'n':" + n + "}"));

        for (int n = 0; n < RUNS; n++) {
            JsonNode run = run(events.get(n), "completed");
            assertThat(run.path("output").toString()).isEqualTo("{\"n\":" + n + "}");
            assertThat(run.path("steps").valueStream().map(each -> each.path("name").asString()))
                    .containsExactly("one", "nap", "call", "paid");
        }
    }

    @Test
    void whatFailedIsRunAgainAndWhatSleepsIsCancelled() {
        String broken = send("broken", "{}");
        String failed = run(broken, "failed").path("id").asString();
        String again = api.post("/api/v1/runs/" + failed + "/rerun", "").expect(202).text("id");
        Eventually.until(
                "it fails again",
                () ->
                        api.get("/api/v1/runs/" + again).status() == 200
                                && api.get("/api/v1/runs/" + again)
                                        .text("status")
                                        .equals("failed"));

        String asleep = run(send("asleep", "{}"), "waiting").path("id").asString();
        api.post("/api/v1/runs/" + asleep + "/cancel", "").expect(200);
        assertThat(api.get("/api/v1/runs/" + asleep).expect(200).text("status"))
                .isEqualTo("cancelled");
    }
}
