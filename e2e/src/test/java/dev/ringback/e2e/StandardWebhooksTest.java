package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The Standard Webhooks library for Java judges what the packaged server sends. */
final class StandardWebhooksTest {

    @TempDir static Path data;

    private static RunningServer server;
    private static Api api;

    @BeforeAll
    static void start() {
        server = RunningServer.dev(data);
        api = new Api(server, "dev");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** An endpoint that gets one type of event, so that the tests do not meet. */
    private static JsonNode endpoint(RudeReceiver receiver, String type) {
        return api.post(
                "/api/v1/endpoints",
                Map.of(
                        "url", receiver.url("/hook").toString(),
                        "event_types", List.of(type),
                        "readiness_check", false));
    }

    private static Received delivered(RudeReceiver receiver, String type) {
        api.post("/api/v1/events", Map.of("type", type, "data", Map.of("order", 17)));
        return receiver.await(1).getFirst();
    }

    @Test
    void aDeliveredEventIsVerified() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            String secret = endpoint(receiver, "order.paid").path("secret").asString();

            Received request = delivered(receiver, "order.paid");

            assertThatCode(() -> Signatures.verify(secret, request)).doesNotThrowAnyException();
        }
    }

    @Test
    void aTamperedBodyIsRefused() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            String secret = endpoint(receiver, "order.refunded").path("secret").asString();

            Received request = delivered(receiver, "order.refunded");
            String tampered = request.body().text().replace("17", "18");

            assertThat(tampered).isNotEqualTo(request.body().text());
            assertThatThrownBy(() -> Signatures.verify(secret, request, tampered))
                    .isInstanceOf(WebhookVerificationException.class);
        }
    }

    @Test
    void whileASecretIsRotatedTheOldAndTheNewOneVerify() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            JsonNode endpoint = endpoint(receiver, "order.shipped");
            String id = endpoint.path("id").asString();
            String before = endpoint.path("secret").asString();
            String after =
                    api.post("/api/v1/endpoints/" + id + "/rotate-secret", Map.of())
                            .path("secret")
                            .asString();
            assertThat(after).isNotEqualTo(before);

            Received request = delivered(receiver, "order.shipped");

            for (String secret : List.of(before, after)) {
                assertThatCode(() -> Signatures.verify(secret, request)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void withoutOverlapTheOldSecretVerifiesNothingAnyMore() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            JsonNode endpoint = endpoint(receiver, "order.lost");
            String id = endpoint.path("id").asString();
            String before = endpoint.path("secret").asString();
            api.post("/api/v1/endpoints/" + id + "/rotate-secret", Map.of("overlap_seconds", 0));

            Received request = delivered(receiver, "order.lost");

            assertThatThrownBy(() -> Signatures.verify(before, request))
                    .isInstanceOf(WebhookVerificationException.class);
        }
    }
}
