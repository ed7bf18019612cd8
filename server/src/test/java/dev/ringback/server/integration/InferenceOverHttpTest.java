package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.Verification;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Chat completions in the background and right away, with a model server that is a stub. */
class InferenceOverHttpTest {

    private static final String SLOW = "/v1/slow/chat/completions";
    private static final String NOW = "/v1/chat/completions";

    private final StubUpstream stub = StubUpstream.start();
    private final Ringback ringback = Ringback.start(Ringback.asking(stub));
    private final Tenant tenant = ringback.tenant();
    private final Api api = tenant.api();

    @AfterEach
    void stop() {
        ringback.close();
        stub.close();
    }

    private static String chat(String metadata) {
        return "{'model':'m','messages':[{'role':'user','content':'Capital of France?'}],"
                + "'metadata':"
                + metadata
                + "}";
    }

    private static String addressed(Hook hook) {
        return chat("{'webhook_id':'" + hook.id() + "','custom_id':'req-1'}");
    }

    private Answer generation(String id) {
        return api.get("/v1/generation/" + id).expect(200);
    }

    private Hook hook(RudeReceiver receiver) {
        return tenant.hook(receiver, "{'format':'inference'}");
    }

    private static JsonNode body(Received received) {
        return Answer.JSON.readTree(received.body().bytes());
    }

    @Test
    void aSlowJobEndsInASignedWebhookThatSaysWhatPollingSays() {
        stub.plays(Script.completion("Paris"));
        try (var receiver = RudeReceiver.start(Behaviour.OK);
                var bystander = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = hook(receiver);
            tenant.hook(bystander);
            String id = api.post(SLOW, addressed(hook)).expect(200).text("id");
            Received received = receiver.await(1).getFirst();
            assertThat(id).hasSize(21);
            assertThat(hook.verify(received)).isInstanceOf(Verification.Verified.class);
            assertThat(received.header("X-Inference-Event")).contains("generation.completed");
            assertThat(received.header("X-Inference-Webhook-ID")).contains(hook.id());
            assertThat(received.header("X-Inference-Generation-ID")).contains(id);
            Answer polled = generation(id);
            assertThat(received.body().text()).endsWith("\"data\":" + polled.body().text() + "}");
            assertThat(polled.text("state")).isEqualTo("Success");
            assertThat(polled.json().at("/request/metadata/custom_id").asString())
                    .isEqualTo("req-1");
            assertThat(polled.json().at("/response/choices/0/message/content").asString())
                    .isEqualTo("Paris");
            assertThat(polled.json().at("/usage/total_tokens").asInt()).isEqualTo(7);
            assertThat(bystander.connections()).isZero();
        }
    }

    @Test
    void aJobWithoutAnAddressIsAnnouncedToWhoeverSubscribes() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            tenant.hook(receiver, "{'event_types':['generation.*']}");
            String id = api.post(SLOW, chat("{}")).expect(200).text("id");
            JsonNode told = body(receiver.await(1).getFirst());
            assertThat(told.path("type").asString()).isEqualTo("generation.completed");
            assertThat(told.path("data").path("id").asString()).isEqualTo(id);
        }
    }

    @Test
    void anAddressThatDoesNotExistIsRefusedAndNothingRuns() {
        for (String path : List.of(SLOW, NOW)) {
            Answer refused = api.post(path, chat("{'webhook_id':'nobody'}")).expect(400);
            assertThat(refused.json().at("/error/param").asString())
                    .isEqualTo("metadata.webhook_id");
        }
        assertThat(api.get("/api/v1/events").json().path("data").size()).isZero();
        assertThat(stub.asked()).isEmpty();
    }

    @Test
    void anErrorOfTheClientEndsTheJobAtOnceAndTheWebhookSaysSo() {
        stub.plays(Script.error(400, "this model cannot see"));
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            String id = api.post(SLOW, addressed(hook(receiver))).expect(200).text("id");
            JsonNode data = body(receiver.await(1).getFirst()).path("data");
            assertThat(data.path("id").asString()).isEqualTo(id);
            assertThat(data.path("state").asString()).isEqualTo("Failed");
            assertThat(data.path("stateMessage").asString())
                    .contains("400", "this model cannot see");
            assertThat(data.path("response").isNull()).isTrue();
            assertThat(generation(id).text("state")).isEqualTo("Failed");
            assertThat(stub.asked()).hasSize(1);
        }
    }

    @Test
    void aJobIsInProgressWhileTheModelServerIsBusy() {
        stub.plays(Script.busy(3_600));
        String id = api.post(SLOW, chat("{}")).expect(200).text("id");
        Tenant.until(
                "an attempt is on record",
                () -> !generation(id).json().path("dispatchedAt").isNull());
        assertThat(generation(id).text("state")).isEqualTo("In Progress");
        assertThat(generation(id).json().path("finishedAt").isNull()).isTrue();
    }

    @Test
    void aJobIsInProgressWhileItsRequestIsUnderWay() {
        var answered = new CountDownLatch(1);
        stub.plays((_, conversation) -> {
            Eventually.open("the answer may be given", answered);
            Script.completion("Paris").play(stub.asked().getFirst(), conversation);
        });
        String id = api.post(SLOW, chat("{}")).expect(200).text("id");
        Tenant.until("the model server is asked", () -> !stub.asked().isEmpty());
        assertThat(generation(id).text("state")).isEqualTo("In Progress");
        answered.countDown();
        Tenant.until("it is done", () -> generation(id).text("state").equals("Success"));
    }

    @Test
    void aStreamArrivesPieceByPieceAndIsAnnounced() throws IOException {
        var seen = new CountDownLatch(1);
        stub.plays((_, conversation) -> inTwoPieces(conversation, seen));
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            String request = addressed(hook(receiver)).replace("'m',", "'m','stream':true,");
            HttpResponse<InputStream> response = api.stream(NOW, request);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).contains("\"Par\"");
                seen.countDown();
                assertThat(lines.lines().toList()).last().asString().isBlank();
            }
            JsonNode data = body(receiver.await(1).getFirst()).path("data");
            assertThat(data.at("/response/choices/0/message/content").asString())
                    .isEqualTo("Paris");
            assertThat(data.path("firstChunkAt").isNull()).isFalse();
        }
    }

    private static void inTwoPieces(StubConnection conversation, CountDownLatch between)
            throws IOException {
        conversation.beginStream();
        conversation.data(Script.chunk("Par"));
        Eventually.open("the answer may be given", between);
        conversation.data(Script.chunk("is"));
        conversation.data(Script.lastChunk());
        conversation.data("[DONE]");
        conversation.endStream();
    }

    @Test
    void aRequestRightAwayIsPassedThrough() {
        stub.plays(Script.completion("Paris"));
        Answer answer = api.post(NOW, chat("{}")).expect(200);
        assertThat(answer.json().at("/choices/0/message/content").asString()).isEqualTo("Paris");
        assertThat(stub.asked().getFirst().path()).isEqualTo("/v1/chat/completions");
        assertThat(api.get("/api/v1/events").json().path("data").size()).isZero();
    }
}
