package dev.ringback.server.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.predictions.WriftClient.Answer;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Predictions that are called off; the model server takes one request at a time. */
class PredictionCancelTest {

    private static final String MODEL = "acme/city";
    private static final String PLAIN = "{\"input\":\"hi\"}";

    private final StubUpstream stub = StubUpstream.start();
    @RegisterExtension private final Site site = Site.before(stub, 1);
    private final WriftClient client = site.client();

    private static String told(RudeReceiver receiver) {
        return "{\"input\":\"hi\",\"webhook\":{\"url\":\"%s\"}}".formatted(receiver.url("/"));
    }

    private void cancelled(String id) {
        Answer answer = client.cancel(id).expect(200);
        assertThat(answer.text()).isEqualTo("null");
        assertThat(answer.header("Content-Type")).contains("application/json");
        JsonNode prediction = client.await(id).json();
        assertThat(prediction.path("status").stringValue()).isEqualTo("cancelled");
        assertThat(prediction.path("error").toString())
                .isEqualTo(
                        "{\"source\":\"external\",\"message\":\"the prediction was cancelled\","
                                + "\"detail\":{\"code\":\"cancelled\"}}");
    }

    @Test
    void oneThatRunsEndsAsCancelledAndTheModelServerIsHungUpOn() {
        stub.plays(Script.silence());
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            String id = client.create(MODEL, told(receiver)).expect(202).id();
            Eventually.until("the model server is asked", () -> !stub.asked().isEmpty());

            cancelled(id);

            Eventually.until("the connection is given up", () -> stub.partings() == 1);
            List<Told> told = Told.await(receiver, 3);
            assertThat(told)
                    .extracting(Told::status)
                    .containsExactlyInAnyOrder("pending", "started", "cancelled");
            assertThat(Told.of(told, "cancelled").text()).isEqualTo(client.get(id).text());
            assertThat(client.cancel(id).expect(200).text()).isEqualTo("null");
            assertThat(stub.asked()).hasSize(1);
        }
    }

    @Test
    void oneThatWaitsForItsTurnIsNeverAsked() {
        stub.plays(Script.silence());
        client.create(MODEL, PLAIN).expect(202);
        Eventually.until("the model server is busy", () -> !stub.asked().isEmpty());
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            String waiting = client.create(MODEL, told(receiver)).expect(202).id();
            assertThat(client.status(waiting)).isEqualTo("pending");

            cancelled(waiting);

            assertThat(Told.await(receiver, 2))
                    .extracting(Told::status)
                    .containsExactlyInAnyOrder("pending", "cancelled");
            assertThat(stub.asked()).hasSize(1);
        }
    }

    @Test
    void oneThatHasEndedStaysAsItIs() {
        stub.plays(Script.completion("Paris"), Script.error(400, "no"));
        String good = client.create(MODEL, PLAIN).id();
        Answer ended = client.await(good);
        String bad = client.create(MODEL, PLAIN).id();
        client.await(bad);

        assertThat(client.cancel(good).expect(409).json().path("detail").stringValue())
                .isEqualTo("the prediction cannot be cancelled: it has succeeded");
        assertThat(client.cancel(bad).expect(409).json().path("detail").stringValue())
                .isEqualTo("the prediction cannot be cancelled: it has failed");
        assertThat(client.get(good).text()).isEqualTo(ended.text());
    }
}
