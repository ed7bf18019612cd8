package dev.ringback.server.integration;

import static dev.ringback.server.integration.PlayedApp.has;
import static dev.ringback.server.integration.PlayedApp.ran;
import static dev.ringback.server.integration.PlayedApp.returned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Runs of functions that are made once more, one by one and by replays. */
final class RerunsOverHttpTest {

    private static final String REPLAYS = "/api/v1/replays";

    private final PlayedApp app = new PlayedApp();
    private final AtomicBoolean mended = new AtomicBoolean();
    private Ringback ringback;
    private Api api;

    @BeforeEach
    void start() {
        app.function("steps", "{'event':'steps'}", RerunsOverHttpTest::twoSteps);
        app.function(
                "order", "{'event':'order'}", _ -> mended.get() ? returned("'sent'") : failure());
        ringback = Ringback.startDev(Map.of());
        api = ringback.admin();
        app.register(api);
    }

    @AfterEach
    void stop() {
        ringback.close();
        app.close();
    }

    /** The second returns its argument. */
    private static Behaviour twoSteps(JsonNode body) {
        JsonNode steps = body.path("steps");
        if (!has(body, "one")) {
            return ran("one", "'first'");
        }
        if (!steps.path("two").has("data")) {
            return ran("two", steps.path("two").path("input").path(0).asString("2"));
        }
        return returned(steps.path("two").path("data").toString());
    }

    private static Behaviour failure() {
        return new Behaviour.Answer(
                400,
                List.of(
                        new Header("x-inngest-sdk", "inngest-js:v4.24.0"),
                        new Header("x-inngest-req-version", "2"),
                        new Header("x-inngest-no-retry", "true")),
                Payload.of("{\"name\":\"E\",\"message\":\"no\"}"));
    }

    private String send(String type) {
        return api.post("/api/v1/events", "{'type':'%s','data':{}}".formatted(type))
                .expect(202)
                .text("id");
    }

    private List<JsonNode> runs(String query) {
        List<JsonNode> runs = new ArrayList<>();
        api.read("/api/v1/runs?limit=100&" + query).json().path("data").forEach(runs::add);
        return runs;
    }

    private String ended(String event) {
        Eventually.until(
                "its run has ended",
                () ->
                        runs("event=" + event).stream()
                                .anyMatch(run -> run.path("ended_at").isString()));
        return runs("event=" + event).getFirst().path("id").asString();
    }

    private JsonNode run(String id) {
        return api.get("/api/v1/runs/" + id).expect(200).json();
    }

    private JsonNode completed(String id) {
        Eventually.until(
                "the run has completed",
                () -> run(id).path("status").asString().equals("completed"));
        return run(id);
    }

    private Answer rerun(String run, String body) {
        return api.post("/api/v1/runs/" + run + "/rerun", body);
    }

    @Test
    void aRunThatIsAskedForAndNotMadeIsThereButCannotBeCancelled() {
        String run = ended(send("steps"));
        api.post("/api/v1/functions/app-steps/pause", "").expect(200);
        String again = rerun(run, "{}").expect(202).text("id");

        assertThat(run(again).path("status").asString()).isEqualTo("queued");
        assertThat(api.post("/api/v1/runs/" + again + "/cancel", "").expect(409).text("detail"))
                .contains("paused");
        assertThat(api.delete("/v1/runs/" + again).expect(409).text("error")).contains("paused");

        api.post("/api/v1/functions/app-steps/resume", "").expect(200);
        completed(again);
    }

    @Test
    void aRunIsMadeOnceMoreAndFoundAtOnce() {
        String event = send("steps");
        String first = ended(event);

        Answer answer = rerun(first, "").expect(202);

        String again = answer.text("id");
        assertThat(answer.text("repeat_of")).isEqualTo(first);
        assertThat(again).isNotEqualTo(first).hasSize(26);
        assertThat(run(again).path("function").asString()).isEqualTo("app-steps");
        assertThat(completed(again).path("output").toString()).isEqualTo("2");
        assertThat(run(again).path("events").get(0).asString()).isEqualTo(event);
        assertThat(run(again).path("repeat_of").asString()).isEqualTo(first);
        assertThat(runs("event=" + event)).hasSize(2);
    }

    @Test
    void aRunGoesOnFromAStepWithAnotherInput() {
        String first = ended(send("steps"));

        String again = rerun(first, "{'from_step':'two','input':[7]}").expect(202).text("id");

        JsonNode run = completed(again);
        assertThat(run.path("output").toString()).isEqualTo("7");
        assertThat(run.path("steps")).hasSize(2);
        assertThat(run.path("steps").get(0).path("output").asString()).isEqualTo("first");
    }

    @Test
    void whatIsAskedWrongIsSaidByName() {
        String run = ended(send("steps"));

        rerun("unknown", "").expect(404);
        Answer unknown = rerun(run, "{'from_step':'three'}").expect(422);
        assertThat(unknown.faultyFields()).containsExactly("from_step");
        assertThat(unknown.body().text()).contains("it has one, two");
        assertThat(rerun(run, "{'input':[1]}").expect(422).faultyFields()).containsExactly("input");
        assertThat(rerun(run, "{'from_step':'two','input':{}}").expect(422).faultyFields())
                .containsExactly("input");
        assertThat(rerun(run, "{'step':'two'}").expect(422).faultyFields()).containsExactly("step");
        assertThat(runs("function=app-steps")).hasSize(1);
    }

    private void failed(int count) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(send("order"));
        }
        events.forEach(this::ended);
    }

    private JsonNode over(String replay) {
        Eventually.until(
                "the replay is over",
                () -> !api.get(REPLAYS + "/" + replay).text("state").equals("running"));
        return api.get(REPLAYS + "/" + replay).expect(200).json();
    }

    @Test
    void allRunsThatABugBrokeAreMadeOnceMore() {
        failed(3);
        mended.set(true);
        String wanted = "{'runs':{'function':'app-order','status':'failed'}";

        Answer counted = api.post(REPLAYS, wanted + ",'dry_run':true}").expect(200);
        assertThat(counted.json().path("matched").asInt()).isEqualTo(3);
        assertThat(runs("function=app-order")).hasSize(3);

        JsonNode done = over(api.post(REPLAYS, wanted + "}").expect(202).text("id"));
        assertThat(done.path("state").asString()).isEqualTo("done");
        assertThat(done.path("matched").asInt()).isEqualTo(3);
        assertThat(done.path("created").asInt()).isEqualTo(3);
        assertThat(done.has("filter")).isFalse();
        assertThat(done.path("runs").path("function").asString()).isEqualTo("app-order");
        assertThat(done.path("runs").path("status").asString()).isEqualTo("failed");
        Eventually.until(
                "all have completed",
                () -> runs("function=app-order&status=completed").size() == 3);

        JsonNode again = over(api.post(REPLAYS, wanted + "}").expect(202).text("id"));
        assertThat(again.path("created").asInt()).isZero();
        assertThat(again.path("skipped").asInt()).isEqualTo(3);
    }

    @Test
    void aSlowReplayOfRunsCanBeCancelled() {
        failed(3);
        String id = api.post(REPLAYS, "{'runs':{},'rate_per_second':0.001}").expect(202).text("id");
        Eventually.until(
                "the first is made",
                () -> api.get(REPLAYS + "/" + id).json().path("created").asInt() == 1);

        api.post(REPLAYS + "/" + id + "/cancel", "").expect(200);

        JsonNode over = over(id);
        assertThat(over.path("state").asString()).isEqualTo("cancelled");
        assertThat(over.path("created").asInt()).isEqualTo(1);
        assertThat(over.path("matched").asInt()).isEqualTo(3);
    }

    @Test
    void aReplayTakesTheRunsOfATimeOnly() {
        failed(2);

        for (String time :
                List.of("'to':'2025-01-01T00:00:00Z'", "'from':'2090-01-01T00:00:00Z'")) {
            Answer counted =
                    api.post(REPLAYS, "{'runs':{" + time + "},'dry_run':true}").expect(200);
            assertThat(counted.json().path("matched").asInt()).isZero();
        }
        Answer counted =
                api.post(REPLAYS, "{'runs':{'from':'2025-01-01T00:00:00Z'},'dry_run':true}")
                        .expect(200);
        assertThat(counted.json().path("matched").asInt()).isEqualTo(2);
    }

    @Test
    void aReplayOfRunsThatIsAskedForWronglyIsRefusedByName() {
        Answer answer =
                api.post(REPLAYS, "{'runs':{'function':'app-gone','status':'running','colour':1}}")
                        .expect(422);

        assertThat(answer.faultyFields())
                .containsExactlyInAnyOrder("runs.function", "runs.status", "runs.colour");
        assertThat(api.post(REPLAYS, "{'runs':{},'filter':{}}").expect(422).faultyFields())
                .containsExactly("filter");
        assertThat(api.post(REPLAYS, "{}").expect(422).faultyFields()).containsExactly("filter");
    }
}
