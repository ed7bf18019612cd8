package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is taken, what is not, and what is taken only once. */
class AcceptanceTest {

    private static final String EVENTS = "/api/v1/events";
    private static final int MOST_DATA = 1024 * 1024;
    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();
    private final Api api = tenant.api();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private int stored() {
        return api.get(EVENTS).expect(200).json().path("data").size();
    }

    private static String numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'id':'n-" + i + "','type':'a.b','data':" + i + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aRepeatedEventIsADuplicateAndSentOnce() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver);
            String event = "{'id':'order-17','type':'order.paid','data':1}";
            Answer first = api.post(EVENTS, event).expect(202);
            Answer second = api.post(EVENTS, event).expect(202);
            assertThat(first.json().path("endpoints").asInt()).isEqualTo(1);
            assertThat(first.json().has("duplicate")).isFalse();
            assertThat(second.text("id")).isEqualTo(first.text("id"));
            assertThat(second.json().path("duplicate").asBoolean()).isTrue();
            api.post(EVENTS, event.replace("1}", "2}")).expect(409);
            tenant.delivery("order-17", hook, "succeeded");
            // What came after the repetition has arrived, and the repetition has not.
            tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
            assertThat(receiver.received()).hasSize(2);
            assertThat(tenant.deliveries("event=order-17")).hasSize(1);
        }
    }

    @Test
    void theSameIdInAnotherProjectIsAnotherEvent() {
        Tenant other = RINGBACK.tenant();
        tenant.publishAll("{'id':'same','type':'a.b','data':1}");
        other.publishAll("{'id':'same','type':'a.c','data':2}");
        assertThat(api.get(EVENTS + "/same").text("type")).isEqualTo("a.b");
        assertThat(other.api().get(EVENTS + "/same").text("type")).isEqualTo("a.c");
    }

    @Test
    void aThousandEventsAreTakenTogetherAndEachArrivesOnce() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            tenant.hook(receiver);
            api.post(EVENTS, numbered(1_000)).expect(202);
            List<String> ids =
                    receiver.await(1_000).stream()
                            .map(each -> each.header("webhook-id").orElseThrow())
                            .toList();
            assertThat(new HashSet<>(ids)).hasSize(1_000);
            assertThat(ids).hasSize(1_000);
        }
    }

    @Test
    void oneBadEventSpoilsTheWholeArray() {
        String good = String.join(",", Collections.nCopies(999, "{'type':'a.b','data':1}"));
        Answer refused = api.post(EVENTS, "[" + good + ",{'type':'a b','data':1}]");
        assertThat(refused.expect(422).faultyFields()).containsExactly("[999].type");
        assertThat(stored()).isZero();
    }

    @Test
    void oneEventTooManyIsRefused() {
        api.post(EVENTS, numbered(1_001)).expect(413);
        assertThat(stored()).isZero();
    }

    @Test
    void dataMayBeAMebibyteAndNotAByteMore() {
        String fits = "{'type':'a.b','data':'" + "x".repeat(MOST_DATA - 2) + "'}";
        String id = api.post(EVENTS, fits).expect(202).text("id");
        assertThat(api.get(EVENTS + "/" + id).json().path("size").asInt()).isEqualTo(MOST_DATA);
        Answer refused = api.post(EVENTS, fits.replace("x'}", "xx'}")).expect(413);
        assertThat(refused.text("detail")).contains("1048577", "1048576");
    }

    @Test
    void aBodyThatIsTooLongIsRefusedAndTheServerGoesOn() {
        api.call("POST", EVENTS, Payload.of(" ".repeat(16 * 1024 * 1024 + 1))).expect(413);
        api.call("POST", "/api/v1/endpoints", Payload.of(" ".repeat(256 * 1024 + 1))).expect(413);
        tenant.publish("a.b");
    }

    @Test
    void aRequestWithAnIdempotencyKeyIsDoneOnce() {
        var key = new Header("Idempotency-Key", "try-1");
        String endpoint = "{'url':'http://127.0.0.1:9/'}";
        Answer first = api.post("/api/v1/endpoints", endpoint, key).expect(201);
        Answer again = api.post("/api/v1/endpoints", endpoint, key).expect(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        api.post("/api/v1/endpoints", "{'url':'http://127.0.0.1:10/'}", key).expect(422);
        assertThat(api.get("/api/v1/endpoints").json().path("data").size()).isEqualTo(1);
    }

    @Test
    void aCompressedBodyIsRefusedInWordsThatSaySo() {
        var gzip = new Header("Content-Encoding", "gzip");
        Answer refused = api.post(EVENTS, "{'type':'a.b','data':1}", gzip).expect(415);
        assertThat(refused.text("detail")).contains("Content-Encoding");
        assertThat(refused.headers().firstValue("Accept-Encoding")).contains("identity");
        assertThat(stored()).isZero();
    }
}
