package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.protocol.PredictionSignature;
import dev.ringback.protocol.Verification;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What arrives at an endpoint, byte by byte. */
class FormatsTest {

    /** Legal JSON that anything but a copy of its bytes would change. */
    private static final String ODD =
            """
            { "a":1.0,"a" : 1e0, "big":12345678901234567890.1234567890e+30,"z":-0.0,\
            "u":"\\u00e9\\/é\\ud83d\\ude00\\ud800","":[ ],"deep":[[[{}]]] , "\\u0061":null }\
            """;

    private static final String MOMENT = "2026-01-02T03:04:05.678Z";
    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private Received delivered(String format, String id) {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'format':'" + format + "'}");
            tenant.api().call("POST", "/api/v1/events", Payload.of(event(id))).expect(202);
            Received received = receiver.await(1).getFirst();
            assertThat(hook.verify(received)).isInstanceOf(Verification.Verified.class);
            tenant.delivery(id, hook, "succeeded");
            return received;
        }
    }

    private static String event(String id) {
        return Api.quoted("{'id':'" + id + "','type':'odd.json','timestamp':'" + MOMENT + "',")
                + "\"data\":"
                + ODD
                + "}";
    }

    private static Set<String> names(Received received) {
        return received.headers().stream().map(Header::name).collect(Collectors.toSet());
    }

    @Test
    void theStandardFormatWrapsTheBytesOfTheData() {
        Received received = delivered("standard", "odd-1");
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.path()).isEqualTo("/hook");
        assertThat(received.body().text())
                .isEqualTo(
                        Api.quoted("{'type':'odd.json','timestamp':'" + MOMENT + "','data':")
                                + ODD
                                + "}");
        assertThat(received.header("Content-Type")).contains("application/json");
        assertThat(received.header("webhook-id")).contains("odd-1");
        assertThat(received.header("User-Agent").orElseThrow()).startsWith("Ringback/");
        assertThat(names(received))
                .containsExactlyInAnyOrder(
                        "Host",
                        "Content-Type",
                        "User-Agent",
                        "webhook-id",
                        "webhook-timestamp",
                        "webhook-signature",
                        "Accept-Encoding",
                        "Content-Length");
    }

    @Test
    void theRawFormatIsTheDataAndNothingElse() {
        Received received = delivered("raw", "odd-2");
        assertThat(received.body().text()).isEqualTo(ODD);
        assertThat(received.header("Content-Type")).contains("application/json");
        assertThat(received.header("Content-Length"))
                .contains(Integer.toString(received.body().size()));
    }

    @Test
    void theInferenceFormatNamesTheEndpointAndTheEvent() {
        Received received = delivered("inference", "odd-3");
        String id = received.header("X-Inference-Webhook-ID").orElseThrow();
        assertThat(received.header("X-Inference-Event")).contains("odd.json");
        assertThat(received.body().text())
                .isEqualTo(
                        Api.quoted("{'event':'odd.json','timestamp':'" + MOMENT + "',")
                                + Api.quoted("'webhookId':'" + id + "','data':")
                                + ODD
                                + "}");
    }

    @Test
    void theFormerInferenceFormatHasUnderscores() {
        Received received = delivered("inference-legacy", "odd-4");
        String id = received.header("X-Inference-Webhook-ID").orElseThrow();
        assertThat(received.body().text())
                .isEqualTo(
                        Api.quoted("{'event':'odd.json','timestamp':'" + MOMENT + "',")
                                + Api.quoted("'webhook_id':'" + id + "','data':")
                                + ODD
                                + "}");
    }

    @Test
    void theCloudEventsFormatIsAnEventInStructuredMode() {
        Received received = delivered("cloudevents", "odd-5");
        assertThat(received.header("Content-Type")).contains("application/cloudevents+json");
        String text = received.body().text();
        assertThat(text).startsWith("{\"specversion\":\"1.0\",\"id\":\"odd-5\",\"source\":");
        assertThat(text).contains(Api.quoted("'type':'odd.json','time':'" + MOMENT + "'"));
        assertThat(text).endsWith("\"data\":" + ODD + "}");
    }

    @Test
    void thePredictionFormatIsTheDataSignedByTheTextOfTheSecret() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'format':'prediction'}");
            tenant.api().call("POST", "/api/v1/events", Payload.of(event("odd-6"))).expect(202);
            Received received = receiver.await(1).getFirst();
            assertThat(received.body().text()).isEqualTo(ODD);
            Verification verification =
                    PredictionSignature.verify(
                            name -> received.header(name).stream().toList(),
                            received.body().bytes(),
                            List.of(PredictionSecret.of(hook.secret())),
                            PredictionSignature.DEFAULT_TOLERANCE,
                            Instant.now());
            assertThat(verification).isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void theOpenAiFormatIsThin() {
        Received received = delivered("openai", "odd-7");
        assertThat(received.body().text())
                .matches(
                        Api.quoted(
                                "\\{'id':'(evt_[0-9a-z]{13})','object':'event',"
                                        + "'created_at':1767323045,'type':'odd.json',"
                                        + "'data':\\{'id':'\\1'\\}\\}"));
    }

    @Test
    void anIdWithFullStopsIsEscapedInTheHeaderAndStaysAsItIsEverywhereElse() {
        Received received = delivered("cloudevents", "v1.order.17");
        assertThat(received.header("webhook-id")).contains("v1%2Eorder%2E17");
        assertThat(received.body().text()).contains("\"id\":\"v1.order.17\"");
    }

    @Test
    void anAttemptKeepsTheIdAndTheBodyAndIsSignedAnew() {
        try (var receiver =
                RudeReceiver.start(Behaviour.Answer.of(500, ""), Behaviour.Answer.of(503, ""))) {
            // A second apart, so that the timestamps differ.
            Hook hook = tenant.hook(receiver, "{'retry_schedule':['1100ms']}");
            String event = tenant.publish("a.b");
            List<Received> both = receiver.await(2);
            for (Received each : both) {
                assertThat(each.header("webhook-id")).contains(event);
                assertThat(hook.verify(each)).isInstanceOf(Verification.Verified.class);
            }
            assertThat(both.getFirst().body()).isEqualTo(both.getLast().body());
            assertThat(seconds(both.getLast())).isGreaterThan(seconds(both.getFirst()));
            assertThat(both.getFirst().header("webhook-signature"))
                    .isNotEqualTo(both.getLast().header("webhook-signature"));
        }
    }

    private static long seconds(Received received) {
        long seconds = Long.parseLong(received.header("webhook-timestamp").orElseThrow());
        assertThat(Instant.ofEpochSecond(seconds)).isBeforeOrEqualTo(Instant.now());
        return seconds;
    }

    @Test
    void bothKindsOfSignatureAreThereWhenBothAreWanted() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'ed25519':true}");
            tenant.publish("a.b");
            Received received = receiver.await(1).getFirst();
            String publicKey = tenant.endpoint(hook).path("public_key").asString();
            assertThat(hook.verify(received)).isInstanceOf(Verification.Verified.class);
            assertThat(Hook.verify(received, publicKey)).isInstanceOf(Verification.Verified.class);
        }
    }
}
