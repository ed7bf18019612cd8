package dev.ringback.protocol.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Challenges: what is answered, and what must not be. */
final class HandshakeTest {

    private static final HeaderValues NONE = HeaderValues.of(Map.of());

    private static Scheme of(String id) {
        return Providers.builtIn().find(id).orElseThrow().scheme();
    }

    private static InboundRequest get(String query) {
        return new InboundRequest(
                "GET", "https://hooks.example.com/in/t?" + query, NONE, new byte[0]);
    }

    private static Judgement judged(String id, InboundRequest request) {
        return of(id).judge(Trust.of("public:private"), request, Samples.NOW);
    }

    private static void failed(Judgement judgement, int status) {
        assertThat(judgement).isInstanceOf(Judgement.Rejected.class);
        assertThat(((Judgement.Rejected) judgement).reason())
                .isEqualTo(RejectReason.CHALLENGE_FAILED);
        assertThat(((Judgement.Rejected) judgement).status()).isEqualTo(status);
    }

    @Test
    void theVerifyTokenIsTheContextsAndNotTheSecret() {
        Trust trust =
                Trust.of("app-secret")
                        .withContext(SchemeContext.parse("{\"verify_token\":\"vt\"}"));
        String query = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
        assertThat(of("meta").judge(trust, get(query + "vt"), Samples.NOW))
                .isInstanceOf(Judgement.Answered.class);
        failed(of("meta").judge(trust, get(query + "app-secret"), Samples.NOW), 403);
        failed(of("meta").judge(trust, get(query), Samples.NOW), 403);
    }

    @Test
    void aLongValueOfAStrangerIsNotSentBack() {
        assertThat(judged("dropbox", get("challenge=" + "a".repeat(1_024))))
                .isInstanceOf(Judgement.Answered.class);
        failed(judged("dropbox", get("challenge=" + "a".repeat(1_025))), 400);
    }

    @Test
    void braintreeGetsNothingSignedThatIsNoChallenge() {
        assertThat(judged("braintree", get("bt_challenge=" + "a0".repeat(10))))
                .isInstanceOf(Judgement.Answered.class);
        for (String wrong : List.of("", "a0", "A0".repeat(10), "a0".repeat(17), "g".repeat(20))) {
            failed(judged("braintree", get("bt_challenge=" + wrong)), 400);
        }
    }

    @Test
    void whatIsEchoedInsideJsonStaysInsideItsText() {
        Provider zoom = Providers.builtIn().find("zoom").orElseThrow();
        String token = "x\\\",\\\"admin\\\":\\\"";
        String body =
                "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\""
                        + token
                        + "\"}}";
        InboundRequest signed =
                zoom.scheme()
                        .sign(
                                new Sample("POST", Map.of(), body),
                                Samples.URL,
                                "s",
                                SchemeContext.none(),
                                Samples.NOW,
                                "1")
                        .orElseThrow();
        Judgement judgement = zoom.scheme().judge(Trust.of("s"), signed, Samples.NOW);
        assertThat(judgement).isInstanceOf(Judgement.Answered.class);
        var answer =
                JsonBody.read(Digests.utf8(((Judgement.Answered) judgement).body()), JsonPaths.ALL)
                        .orElseThrow();
        assertThat(answer.members()).containsOnlyKeys("plainToken", "encryptedToken");
        assertThat(answer.text("/plainToken")).contains("x\",\"admin\":\"");
    }

    @Test
    void anUnsignedChallengeOfASignedKindIsRefused() {
        InboundRequest request =
                new InboundRequest(
                        "POST",
                        Samples.URL,
                        NONE,
                        Digests.utf8("{\"type\":\"url_verification\",\"challenge\":\"c\"}"));
        assertThat(judged("slack", request)).isInstanceOf(Judgement.Rejected.class);
    }

    @Test
    void aFormWithMoreThanTheIdOfAWebhookNeedsASignature() {
        HeaderValues form =
                HeaderValues.of(
                        Map.of("Content-Type", List.of("application/x-www-form-urlencoded")));
        for (String body : List.of("webhook_id=1&x=2", "x=1", "")) {
            var request = new InboundRequest("POST", Samples.URL, form, Digests.utf8(body));
            assertThat(judged("woocommerce", request)).isInstanceOf(Judgement.Rejected.class);
        }
    }

    @Test
    void anOriginThatAsksMaySend() {
        HeaderValues headers =
                HeaderValues.of(Map.of("WebHook-Request-Origin", List.of("events.example.com")));
        var request = new InboundRequest("OPTIONS", Samples.URL, headers, new byte[0]);
        Judgement judgement = judged("cloudevents", request);
        assertThat(judgement).isInstanceOf(Judgement.Answered.class);
        assertThat(((Judgement.Answered) judgement).headers())
                .containsEntry("WebHook-Allowed-Origin", "events.example.com");
    }
}
