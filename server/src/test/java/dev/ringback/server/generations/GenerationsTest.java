package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationsTest {

    private static final String SLOW = "/v1/slow/chat/completions";
    private static final String ADDRESSED =
            """
            { "model":"m", "messages":[{"role":"user","content":"hi"}],\
             "metadata":{"webhook_id":"AhALzdz8S"} }\
            """;

    private final StubUpstream stub = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        surface = new Surface(directory, Upstream.of("gpu", stub.baseUrl(), Optional.empty()));
        surface.knows("AhALzdz8S", new EndpointState.Enabled());
        surface.knows("disabled1", new EndpointState.Disabled("it answered 410"));
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    private static String id(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonTree.read(payload(response)).orElseThrow().text("id").orElseThrow();
    }

    private static Payload payload(HttpResponse<String> response) {
        return Payload.of(response.body());
    }

    private String state(String id) {
        return JsonTree.read(payload(surface.get("/v1/generation/" + id)))
                .orElseThrow()
                .text("state")
                .orElse("");
    }

    @Test
    void aJobIsOnDiskWhenItsIdIsGivenOut() {
        stub.plays(Script.silence());
        HttpResponse<String> response = surface.post(SLOW, ADDRESSED);
        String id = id(response);
        assertThat(response.body())
                .isEqualTo("{\"id\":\"%s\",\"created_at\":1780315200}".formatted(id));
        assertThat(id).matches("[A-Za-z0-9_-]{21}");
        Event event = surface.events().getFirst();
        assertThat(event.id().value()).isEqualTo(id);
        assertThat(event.subject()).isEqualTo(id);
        assertThat(event.type()).isEqualTo(Job.REQUESTED);
        assertThat(event.payload().text()).endsWith("\"request\":" + ADDRESSED + "}");
        assertThat(Job.of(event).request().text()).isEqualTo(ADDRESSED);
        assertThat(surface.calls("inference"))
                .extracting(Call::lane)
                .containsExactly(new LaneId("upstream:gpu:jobs:a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SLOW, "/v1/async/chat/completions"})
    void aJobRunsAndWhoPollsSeesWhatTheWebhookSays(String path) {
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        stub.plays((request, conversation) -> {
            asked.countDown();
            Eventually.open("go", go);
            Script.completion("Paris").play(request, conversation);
        });
        String id = id(surface.post(path, ADDRESSED));
        Eventually.open("asked", asked);
        assertThat(state(id)).isEqualTo("In Progress");
        go.countDown();
        Eventually.until("the job ends", () -> surface.completed(id).isPresent());

        HttpResponse<String> polled = surface.get("/v1/generation/" + id);
        assertThat(polled.body()).isEqualTo(surface.completed(id).get().payload().text());
        assertThat(polled.body())
                .startsWith("{\"id\":\"%s\",\"state\":\"Success\"".formatted(id))
                .contains("\"response\":{\"id\":\"%s\"".formatted(id))
                .contains("Paris");
        assertThat(surface.calls("delivery"))
                .extracting(Call::lane)
                .containsExactly(new LaneId("AhALzdz8S"));
    }

    @Test
    void aJobIsTriedAgainAfterAsLongAsABusyUpstreamAsks() {
        stub.plays(Script.busy(7), Script.completion("Paris"));
        String id = id(surface.post(SLOW, ADDRESSED));
        Eventually.until("it waits again", () -> onlyCall().attempts() == 1);

        Instant due = surface.time.now().plusSeconds(7);
        assertThat(onlyCall().state()).isEqualTo(new CallState.Waiting(due));
        assertThat(state(id)).isEqualTo("In Progress");
        Eventually.until(
                "the job ends",
                () -> {
                    boolean _ = surface.time.advanceToNextAlarm();
                    return surface.completed(id).isPresent();
                });
        assertThat(stub.asked()).hasSize(2);
    }

    @Test
    void aJobThatFailsSaysWhy() {
        stub.plays(Script.error(400, "no such model"));
        String id = id(surface.post(SLOW, ADDRESSED));
        Eventually.until("the job ends", () -> surface.completed(id).isPresent());
        assertThat(surface.get("/v1/generation/" + id).body())
                .contains("\"state\":\"Failed\"")
                .contains("\"stateMessage\":\"upstream answered 400: no such model\"");
        assertThat(onlyCall().state()).isInstanceOf(CallState.Dead.class);
    }

    @Test
    void aCancelledJobIsShownAsCancelled() {
        stub.plays(Script.error(500, "boom"));
        String id = id(surface.post(SLOW, ADDRESSED));
        Eventually.until("it waits again", () -> onlyCall().attempts() == 1);
        var _ = surface.engine.cancel(onlyCall().project(), onlyCall().id());
        assertThat(state(id)).isEqualTo("Cancelled");
        assertThat(surface.completed(id)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere00", "disabled1", ""})
    void aWebhookThatCannotBeToldIsRefusedAndNothingRuns(String webhook) {
        HttpResponse<String> response = surface.post(SLOW, ADDRESSED.replace("AhALzdz8S", webhook));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"metadata.webhook_id\"");
        assertThat(surface.events()).isEmpty();
        assertThat(stub.asked()).isEmpty();
    }

    @Test
    void theWebhookOfAForeignProjectIsRefused() {
        HttpResponse<String> response = surface.post(SLOW, ADDRESSED, "key-b");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":\"webhook_not_found\"");
    }

    @Test
    void anInvalidRequestIsRefusedInOpenAisWords() {
        HttpResponse<String> response = surface.post(SLOW, "{\"model\":\"m\",\"messages\":[]}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo(
                        """
                        {"error":{"message":"messages must be an array with one message at \
                        least","type":"invalid_request_error","param":"messages",\
                        "code":"invalid_value"}}\
                        """);
        assertThat(surface.events()).isEmpty();
    }

    @Test
    void aBodyLongerThanTenMebibytesIsRefusedInOpenAisWords() {
        String filler = " ".repeat(10 * 1024 * 1024 + 1 - ADDRESSED.length());
        HttpResponse<String> response = surface.post(SLOW, ADDRESSED + filler);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).startsWith("{\"error\":{\"message\":");
        assertThat(surface.events()).isEmpty();
        assertThat(id(surface.post(SLOW, ADDRESSED + filler.substring(1)))).hasSize(21);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XBKcs7F1s2oJ_AHiLMbF4", "a%20b", "x:completed"})
    void anIdThatWasNeverGivenIsNotFound(String id) {
        HttpResponse<String> response = surface.get("/v1/generation/" + id);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("\"code\":\"generation_not_found\"");
    }

    @Test
    void aForeignProjectFindsNothing() {
        String id = id(surface.post(SLOW, ADDRESSED));
        assertThat(surface.get("/v1/generation/" + id, "key-b").statusCode()).isEqualTo(404);
        assertThat(surface.get("/v1/generation/" + id, "none").statusCode()).isEqualTo(401);
    }

    private static String request(Operation operation) {
        String content =
                switch (operation) {
                    case CHAT -> "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
                    case COMPLETIONS -> "\"prompt\":\"hi\"";
                    case RESPONSES, EMBEDDINGS -> "\"input\":\"hi\"";
                };
        return "{\"model\":\"m\"," + content + "}";
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void everyOperationRunsAsAJobAndInAGroup(Operation operation) {
        String alone = "/v1/async" + operation.path() + "?wait=1m";
        HttpResponse<String> response = surface.post(alone, request(operation));
        assertThat(response.body()).contains("\"state\":\"Success\"");
        String id = id(response);
        assertThat(surface.completed(id).orElseThrow().type())
                .isEqualTo(
                        operation == Operation.EMBEDDINGS
                                ? "async-embedding.completed"
                                : "generation.completed");

        String group = "/v1/slow/group" + operation.path() + "?wait=1m";
        assertThat(surface.post(group, "{\"requests\":[" + request(operation) + "]}").body())
                .contains("\"groupSize\":1")
                .contains("\"state\":\"Success\"");
        assertThat(stub.asked())
                .extracting(StubRequest::path)
                .containsExactly("/v1" + operation.path(), "/v1" + operation.path());
    }

    @Test
    void whoWaitsTooShortGetsTheIdAndCanPoll() {
        var go = new CountDownLatch(1);
        stub.plays(Script.after(go, Script.completion("Paris")));
        HttpResponse<String> response = surface.post(SLOW + "?wait=50ms", ADDRESSED);
        assertThat(response.body()).doesNotContain("state");
        go.countDown();
        String id = id(response);
        Eventually.until("the job ends", () -> surface.completed(id).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "59.5", "300", "1m", "60s"})
    void aBareNumberIsOneOfSeconds(String wait) {
        assertThat(surface.post(SLOW + "?wait=" + wait, ADDRESSED).body())
                .contains("\"state\":\"Success\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1s", "6m", "301", "-5", "1e2", "5.", "9999999999"})
    void aWaitThatIsNoneIsRefusedAndNothingRuns(String wait) {
        HttpResponse<String> response = surface.post(SLOW + "?wait=" + wait, ADDRESSED);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"wait\"");
        assertThat(surface.events()).isEmpty();
    }

    @Test
    void aJobThatIsCalledOffWhileItRunsEndsAtOnceAndTheUpstreamIsHungUpOn() {
        stub.plays(Script.silence());
        String id = id(surface.post(SLOW, ADDRESSED));
        Eventually.until("it is asked", () -> stub.asked().size() == 1);

        HttpResponse<String> answer = surface.post("/v1/generation/" + id + "/cancel", "");

        assertThat(answer.body()).contains("\"state\":\"Cancelled\"");
        Eventually.until("the upstream is hung up on", () -> stub.partings() == 1);
        assertThat(surface.completed(id).orElseThrow().payload().text())
                .contains("\"state\":\"Cancelled\"", "\"response\":null");
        assertThat(surface.calls("delivery"))
                .extracting(Call::lane)
                .containsExactly(new LaneId("AhALzdz8S"));
        assertThat(onlyCall().state()).isInstanceOf(CallState.Cancelled.class);
        // Once more changes nothing, nor does it for one that has ended.
        assertThat(surface.post("/v1/generation/" + id + "/cancel", "").statusCode())
                .isEqualTo(200);
        assertThat(surface.calls("delivery")).hasSize(1);
        assertThat(surface.post("/v1/generation/nowhere/cancel", "").statusCode()).isEqualTo(404);
    }

    @Test
    void theRequestIsKeptOnceHoweverLongItIs() {
        String filler = "x".repeat(1_000_000);
        String id = id(surface.post(SLOW + "?wait=1m", ADDRESSED.replace("hi", filler)));
        Event completed = surface.completed(id).orElseThrow();
        assertThat(completed.payload().text()).contains(filler);
        assertThat(completed.quotes()).hasSize(1);
        assertThat(completed.quotes().getFirst().length()).isGreaterThan(1_000_000);
        assertThat(surface.store.attempts(onlyCall().id()).getFirst().responseBody().size())
                .isZero();
    }

    private Call onlyCall() {
        return surface.calls("inference").getFirst();
    }
}
