package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.ClosedPort;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.receiver.TestAuthority;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Endpoints that misbehave: each attempt ends in time, and says in words what happened. */
class RudeEndpointsTest {

    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new Behaviour.StallBeforeHead(), 1_000, "timeout: "),
                Arguments.of(new Behaviour.Junk(), 60_000, "malformed_response: "),
                Arguments.of(new Behaviour.HangUp(), 60_000, "disconnected: "));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatComesOfRudenessIsOnRecordInWords(Behaviour behaviour, int timeout, String words) {
        try (var receiver = RudeReceiver.start(behaviour)) {
            Hook hook = tenant.hook(receiver, "{'retry_schedule':[],'timeout_ms':" + timeout + "}");
            String event = tenant.publish("a.b");
            JsonNode dead = tenant.delivery(event, hook, "dead");
            JsonNode attempt = dead.path("attempts").path(0);
            assertThat(attempt.path("error").asString()).startsWith(words);
            assertThat(attempt.path("status").isNull()).isTrue();
            assertThat(attempt.path("total_ms").asDouble()).isNotNegative();
            assertThat(dead.path("reason").asString()).contains("no retries left");
        }
    }

    /** An event that comes back to where it was taken would be told again and again. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/events", "/in/token", "/e/key", "/hook"})
    void theServerItselfIsNoReceiver(String path) {
        String own = RINGBACK.uri() + path;
        for (String url : List.of(own, own.replace("127.0.0.1", "localhost"))) {
            Answer refused = tenant.api().post("/api/v1/endpoints", "{'url':'" + url + "'}");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.faultyFields()).containsExactly("url");
            assertThat(refused.body().text()).contains("the server's own address");
            String prediction =
                    "{'model':'demo/echo','input':{'prompt':'x'},'webhook':{'url':'" + url + "'}}";
            assertThat(tenant.api().post("/v1/predictions", prediction).status()).isEqualTo(422);
        }
    }

    static Stream<Behaviour> brokenOff() {
        return Stream.of(
                new Behaviour.DripBody(Duration.ofMillis(50)), new Behaviour.ResetMidBody());
    }

    @ParameterizedTest
    @MethodSource("brokenOff")
    void aHeadThatSaysSuccessIsSuccessWhateverBecomesOfTheBody(Behaviour behaviour) {
        try (var receiver = RudeReceiver.start(behaviour)) {
            // A reset takes the head with it where nobody has read that yet: then it is tried
            // again.
            String often = "20ms".repeat(20).replace("ms2", "ms','2");
            Hook hook = tenant.hook(receiver, "{'retry_schedule':['" + often + "']}");
            String event = tenant.publish("a.b");
            JsonNode done = tenant.delivery(event, hook, "succeeded");
            assertThat(Tenant.lastAttempt(done).path("status").asInt()).isEqualTo(200);
        }
    }

    @Test
    void anEndlessAnswerIsReadUpToABoundAndNoFurther() {
        try (var receiver = RudeReceiver.start(new Behaviour.EndlessBody())) {
            Hook hook = tenant.hook(receiver);
            String event = tenant.publish("a.b");
            JsonNode done = tenant.delivery(event, hook, "succeeded");
            String kept = done.path("attempts").path(0).path("response_body").asString();
            assertThat(kept).hasSize(16 * 1024).containsOnlyOnce("x".repeat(16 * 1024));
        }
    }

    @Test
    void aRedirectIsAFailureAndIsNotFollowed() {
        try (var target = RudeReceiver.start(Behaviour.OK);
                var receiver =
                        RudeReceiver.start(
                                new Behaviour.Redirect(target.url("/secret").toString()))) {
            Hook hook = tenant.hook(receiver, "{'retry_schedule':['10ms']}");
            String event = tenant.publish("a.b");
            JsonNode dead = tenant.delivery(event, hook, "dead");
            assertThat(dead.path("reason").asString()).contains("redirects are not followed");
            assertThat(dead.path("attempts").path(1).path("status").asInt()).isEqualTo(302);
            assertThat(receiver.received()).hasSize(2);
            assertThat(target.connections()).isZero();
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotTrusted() {
        try (var receiver =
                RudeReceiver.startTls(new TestAuthority().identity("localhost"), Behaviour.OK)) {
            String url = receiver.url("localhost", "/hook").toString();
            Hook hook = tenant.hook(url, "{'retry_schedule':[]}");
            String event = tenant.publish("a.b");
            JsonNode dead = tenant.delivery(event, hook, "dead");
            assertThat(dead.path("reason").asString()).contains("certificate");
            assertThat(dead.path("attempts").path(0).path("error").asString())
                    .startsWith("tls_failed: ");
            assertThat(receiver.received()).isEmpty();
        }
    }

    @Test
    void aClosedPortIsAFailureToConnect() {
        try (var port = ClosedPort.take()) {
            String url = "http://127.0.0.1:" + port.number() + "/hook";
            Hook hook = tenant.hook(url, "{'retry_schedule':[]}");
            String event = tenant.publish("a.b");
            JsonNode dead = tenant.delivery(event, hook, "dead");
            assertThat(dead.path("attempts").path(0).path("error").asString())
                    .startsWith("connect_failed: ");
        }
    }

    @Test
    void aRudeEndpointDoesNotKeepAPoliteOneWaiting() {
        try (var rude = RudeReceiver.start(new Behaviour.StallBeforeHead());
                var polite = RudeReceiver.start(Behaviour.OK)) {
            Hook stalling = tenant.hook(rude, "{'timeout_ms':60000}");
            Hook answering = tenant.hook(polite);
            for (int i = 0; i < 20; i++) {
                tenant.publish("a.b");
            }
            String last = tenant.publish("a.b");
            tenant.delivery(last, answering, "succeeded");
            assertThat(tenant.delivery(last, stalling).path("state").asString())
                    .isEqualTo("waiting");
        }
    }
}
