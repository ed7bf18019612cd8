package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import com.svix.exceptions.EmptyWebhookSecretException;
import com.svix.exceptions.WebhookSigningException;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Java libraries of providers sign what is sent to sources, and forge it. */
final class SendersTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

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

    /** Signs with a library of the provider. */
    enum Sender {
        STRIPE("whsec_of_stripe", "whsec_of_another", "stripe/user.created") {
            @Override
            Map<String, String> sign(String secret, String body, Instant at)
                    throws GeneralSecurityException {
                String header =
                        Webhook.Signature.generateSignatureHeader(
                                body, secret, at.getEpochSecond());
                return Map.of("Stripe-Signature", header);
            }
        },
        SVIX(key("thirty-two bytes of a random key"), key("another key"), "svix/user.created") {
            @Override
            Map<String, String> sign(String secret, String body, Instant at)
                    throws EmptyWebhookSecretException, WebhookSigningException {
                String signature =
                        new com.svix.Webhook(secret).sign("evt_1", at.getEpochSecond(), body);
                return Map.of(
                        "svix-id",
                        "evt_1",
                        "svix-timestamp",
                        Long.toString(at.getEpochSecond()),
                        "svix-signature",
                        signature);
            }
        };

        private final String secret;
        private final String other;
        private final String type;

        Sender(String secret, String other, String type) {
            this.secret = secret;
            this.other = other;
            this.type = type;
        }

        abstract Map<String, String> sign(String secret, String body, Instant at) throws Exception;

        private static String key(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return "whsec_" + Base64.getEncoder().encodeToString(bytes);
        }
    }

    private static final String BODY =
            "{\"id\": \"evt_1\", \"type\": \"user.created\", \"data\": {\"object\": {}}}";

    private static JsonNode source(Sender sender) {
        return api.post(
                "/api/v1/sources",
                Map.of(
                        "provider",
                        sender.name().toLowerCase(Locale.ROOT),
                        "secrets",
                        List.of(sender.secret)));
    }

    private static int send(JsonNode source, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(source.path("url").asString()))
                        .timeout(Eventually.PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static List<String> each(String path, String field) {
        List<String> all = new ArrayList<>();
        api.read(path).path("data").forEach(one -> all.add(one.path(field).asString()));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void whatALibrarySignsIsTakenInAndDeliveredOnceAsItCame(Sender sender) throws Exception {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            api.post(
                    "/api/v1/endpoints",
                    Map.of(
                            "url",
                            receiver.url("/hook").toString(),
                            "event_types",
                            List.of(sender.type),
                            "format",
                            "raw"));
            JsonNode source = source(sender);
            Map<String, String> signed = sender.sign(sender.secret, BODY, Instant.now());

            assertThat(send(source, BODY, signed)).isEqualTo(200);
            assertThat(send(source, BODY, signed)).isEqualTo(200);

            assertThat(receiver.await(1).getFirst().body().text()).isEqualTo(BODY);
            String events = "/api/v1/events?source=" + source.path("id").asString();
            assertThat(each(events, "type")).containsExactly(sender.type, sender.type);
            assertThat(each(events, "duplicate_of"))
                    .containsExactly(each(events, "id").getLast(), "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsForgedIsRefusedWithTheReason(Sender sender) throws Exception {
        JsonNode source = source(sender);
        Instant now = Instant.now();
        Map<String, String> signed = sender.sign(sender.secret, BODY, now);
        Instant old = now.minusSeconds(3_600);

        assertThat(send(source, BODY, sender.sign(sender.other, BODY, now))).isEqualTo(401);
        assertThat(send(source, BODY.replace("{}", "{ }"), signed)).isEqualTo(401);
        assertThat(send(source, BODY, sender.sign(sender.secret, BODY, old))).isEqualTo(401);
        assertThat(send(source, BODY, Map.of())).isEqualTo(401);

        String id = source.path("id").asString();
        assertThat(each("/api/v1/sources/" + id + "/rejected", "reason"))
                .containsExactly(
                        "signature_missing", "too_old", "signature_differs", "signature_differs");
        assertThat(each("/api/v1/events?source=" + id, "id")).isEmpty();
    }
}
