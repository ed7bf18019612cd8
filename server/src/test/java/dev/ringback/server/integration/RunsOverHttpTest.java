package dev.ringback.server.integration;

import static dev.ringback.server.integration.PlayedApp.has;
import static dev.ringback.server.integration.PlayedApp.ops;
import static dev.ringback.server.integration.PlayedApp.ran;
import static dev.ringback.server.integration.PlayedApp.returned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What people see of runs of functions, and do to them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunsOverHttpTest {

    private final PlayedApp app = new PlayedApp();
    private Ringback ringback;
    private Api api;

    @BeforeAll
    void start() {
        app.function(
                "quick",
                "{'event':'quick'}",
                body -> has(body, "one") ? returned("{'n':1}") : ran("one", "'first'"));
        app.function(
                "slow",
                "{'event':'slow','expression':'event.data.n > 3'}",
                body ->
                        has(body, "nap")
                                ? returned("1")
                                : ops(
                                        "[{'op':'Sleep','id':'nap','displayName':'nap','name':'100d'}]"));
        app.function(
                "broken",
                "{'event':'broken'}",
                _ ->
                        ops(
                                "[{'op':'StepError','id':'one','displayName':'one','error':{'name':'E','message':'no"
                                        + " luck'}}]"));
        ringback = Ringback.startDev(Map.of());
        api = ringback.admin();
        app.register(api);
    }

    @AfterAll
    void stop() {
        ringback.close();
        app.close();
    }

    private String send(String type, String data) {
        return api.post("/api/v1/events", "{'type':'%s','data':%s}".formatted(type, data))
                .expect(202)
                .text("id");
    }

    private JsonNode get(String path) {
        return api.get(path).expect(200).json();
    }

    private JsonNode runs(String query) {
        return get("/api/v1/runs?" + query).path("data");
    }

    /** The run of an event, once it does what is asked for. */
    private JsonNode run(String event, String status) {
        List<JsonNode> found = new ArrayList<>();
        Eventually.until(
                "the run is " + status,
                () -> {
                    runs("event=" + event + "&status=" + status).forEach(found::add);
                    return !found.isEmpty();
                });
        return get("/api/v1/runs/" + found.getFirst().path("id").asString());
    }

    private static List<String> texts(JsonNode list, String member) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.path(member).asString()));
        return texts;
    }

    @Test
    void aRunThatHasEndedIsShownStepByStep() {
        String event = send("quick", "{}");

        JsonNode run = run(event, "completed");

        assertThat(run.path("function").asString()).isEqualTo("app-quick");
        assertThat(run.path("events").get(0).asString()).isEqualTo(event);
        assertThat(run.path("output").toString()).isEqualTo("{\"n\":1}");
        assertThat(run.path("error").isNull()).isTrue();
        assertThat(run.path("started_at").isString()).isTrue();
        assertThat(run.path("ended_at").isString()).isTrue();
        assertThat(run.path("waits").isEmpty()).isTrue();
        assertThat(run.path("requests").isEmpty()).isTrue();
        JsonNode step = run.path("steps").get(0);
        assertThat(step.path("name").asString()).isEqualTo("one");
        assertThat(step.path("op").asString()).isEqualTo("run");
        assertThat(step.path("status").asString()).isEqualTo("completed");
        assertThat(step.path("attempts").asInt()).isEqualTo(1);
        assertThat(step.path("output").asString()).isEqualTo("first");
        assertThat(step.path("input").toString()).isEqualTo("[1]");
    }

    @Test
    void aRunThatSleepsSaysUntilWhenAndIsCancelled() {
        String event = send("slow", "{'n':4}");

        JsonNode run = run(event, "waiting");

        JsonNode step = run.path("steps").get(0);
        assertThat(step.path("op").asString()).isEqualTo("sleep");
        assertThat(step.path("status").asString()).isEqualTo("waiting");
        assertThat(step.path("waiting_for").asString()).startsWith("sleeps until");
        assertThat(step.path("due_at").isString()).isTrue();
        assertThat(run.path("waits").get(0).asString()).startsWith("nap sleeps until");

        String cancel = "/api/v1/runs/" + run.path("id").asString() + "/cancel";
        assertThat(api.post(cancel, "").expect(200).text("status")).isEqualTo("cancelled");
        assertThat(api.post(cancel, "").expect(200).text("reason")).isEqualTo("cancelled by hand");
        assertThat(runs("function=app-slow&status=cancelled")).isNotEmpty();
        assertThat(runs("event=" + event + "&status=waiting")).isEmpty();
    }

    @Test
    void aStepThatThrewIsShownWithItsErrorAndWhenItIsTriedAgain() {
        String event = send("broken", "{}");
        run(event, "running");

        Eventually.until(
                "it has been tried",
                () -> {
                    JsonNode requests = run(event, "running").path("requests");
                    return requests.size() == 1
                            && requests.get(0).path("error").asString().contains("no luck")
                            && requests.get(0).path("status").asString().equals("waiting")
                            && requests.get(0).path("due_at").isString();
                });
    }

    @Test
    void aRunThatHasEndedOtherwiseIsNotCancelled() {
        String run = run(send("quick", "{}"), "completed").path("id").asString();

        Answer answer = api.post("/api/v1/runs/" + run + "/cancel", "").expect(409);

        assertThat(answer.text("detail")).contains("it has completed");
    }

    @Test
    void anEventSaysWhichFunctionsItStartedAndWhyOthersDidNot() {
        String event = send("quick", "{}");
        String run = run(event, "completed").path("id").asString();
        JsonNode started = get("/api/v1/events/" + event).path("functions");
        assertThat(started).hasSize(1);
        assertThat(started.get(0).path("function").asString()).isEqualTo("app-quick");
        assertThat(started.get(0).path("run").asString()).isEqualTo(run);
        assertThat(started.get(0).has("reason")).isFalse();

        String passed = send("slow", "{'n':2}");
        Eventually.until(
                "it is decided",
                () ->
                        get("/api/v1/events/" + passed)
                                .path("functions")
                                .get(0)
                                .path("reason")
                                .asString()
                                .equals(
                                        "its condition is not true: event.data.n > 3 (event.data.n"
                                                + " is 2)"));

        assertThat(get("/api/v1/events/" + send("nobody", "{}")).path("functions")).isEmpty();
    }

    @Test
    void theListIsPagedTheNewestFirst() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            events.add(send("quick", "{}"));
        }
        events.forEach(event -> run(event, "completed"));

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("/api/v1/runs?function=app-quick&limit=2" + cursor);
            seen.addAll(texts(page.path("data"), "id"));
            cursor =
                    page.path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());

        assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(3);
        assertThat(seen).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(texts(runs("limit=100&status=completed"), "function")).contains("app-quick");
        assertThat(runs("event=qui*&limit=1")).hasSize(1);
        assertThat(runs("to=2025-01-01T00:00:00Z")).isEmpty();
        assertThat(runs("from=2090-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void whatIsAskedWrongIsSaidByName() {
        Answer answer =
                api.get("/api/v1/runs?status=great&from=today&event=a%07b&colour=red").expect(400);

        assertThat(answer.faultyFields())
                .containsExactlyInAnyOrder("status", "from", "event", "colour");
        api.get("/api/v1/runs/unknown").expect(404);
        api.post("/api/v1/runs/unknown/cancel", "").expect(404);
    }

    @Test
    void anotherProjectSeesNoneOfIt() {
        String run = run(send("quick", "{}"), "completed").path("id").asString();
        Tenant other = ringback.tenant();

        other.api().get("/api/v1/runs/" + run).expect(404);
        assertThat(other.api().get("/api/v1/runs").expect(200).json().path("data")).isEmpty();
    }

    private String asleep(int n) {
        String run = run(send("slow", "{'n':" + n + "}"), "waiting").path("id").asString();
        return "/v1/runs/" + run;
    }

    private String status(String run) {
        return get(run).path("data").path("status").asString();
    }

    private void untilItIsOver(String cancellation) {
        Eventually.until(
                "the cancellation is over",
                () -> {
                    for (JsonNode each : get("/v1/cancellations").path("data")) {
                        if (each.path("id").asString().equals(cancellation)) {
                            return each.path("status").asString().equals("done");
                        }
                    }
                    return false;
                });
    }

    @Test
    void manyRunsAreCancelledAtOnce() {
        String ninety = asleep(90);
        String ninetyOne = asleep(91);
        String cancellation =
                api.post(
                                "/v1/cancellations",
                                "{'app_id':'app','function_id':'slow','started_after':'2026-01-01T00:00:00Z','if':'event.data.n"
                                        + " == 90'}")
                        .expect(201)
                        .json()
                        .path("data")
                        .path("id")
                        .asString();
        untilItIsOver(cancellation);

        assertThat(status(ninety)).isEqualTo("Cancelled");
        assertThat(status(ninetyOne)).isEqualTo("Running");
        assertThat(get("/api/v1" + ninety.substring(3)).path("reason").asString())
                .contains(cancellation);

        api.delete("/v1/cancellations/" + cancellation).expect(200);
        api.delete("/v1/cancellations/" + cancellation).expect(404);
    }

    @Test
    void aCancellationThatIsWrongSaysWhatIs() {
        String path = "/v1/cancellations";
        assertThat(api.post(path, "[]").expect(400).text("error")).contains("no JSON object");
        assertThat(api.post(path, "{'app_id':'app'}").expect(400).text("error"))
                .contains("function_id");
        assertThat(
                        api.post(
                                        path,
                                        "{'app_id':'app','function_id':'slow','started_before':'soon'}")
                                .expect(400)
                                .text("error"))
                .contains("started_before");
        assertThat(
                        api.post(path, "{'app_id':'app','function_id':'slow','if':'event.('}")
                                .expect(400)
                                .text("error"))
                .startsWith("if: ");
        for (String field : List.of("'started_afer':'2026-01-01T00:00:00Z'", "'if':{'a':1}")) {
            String body = "{'app_id':'app','function_id':'slow'," + field + "}";
            assertThat(api.post(path, body).expect(400).text("error"))
                    .startsWith(field.split("'")[1] + ": ");
        }
        api.post(path, "{'app_id':'app','function_id':'unknown'}").expect(404);
        api.post(path, "{'app_id':'another','function_id':'app-slow'}").expect(404);
        api.delete(path + "/unknown").expect(404);
    }

    @Test
    void aFunctionWhoseNameIsMistypedIsToldTheOneThatIsMeant() {
        for (String answer :
                List.of(
                        api.get("/api/v1/runs?function=app-qiuck").expect(400).text("detail"),
                        api.get("/api/v1/functions/app-qiuck").expect(404).text("detail"),
                        api.post("/api/v1/functions/app-qiuck/pause", "")
                                .expect(404)
                                .text("detail"),
                        api.post(
                                        "/api/v1/replays",
                                        "{'runs':{'function':'app-qiuck'},'dry_run':true}")
                                .expect(422)
                                .text("detail"),
                        api.post(
                                        "/v1/cancellations",
                                        "{'app_id':'app','function_id':'qiuck','started_after':'2026-01-01T00:00:00Z'}")
                                .expect(404)
                                .text("error"))) {
            assertThat(answer).endsWith("; did you mean app-quick?");
        }
        assertThat(runs("function=other-thing")).isEmpty();
    }
}
