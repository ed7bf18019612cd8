package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.errors.InvalidWebhookSignatureException;
import com.openai.models.webhooks.ResponseCompletedWebhookEvent;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
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

/** OpenAI's own client for Java unwraps what the packaged server sends in its format. */
final class OpenAiWebhooksTest {

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

    /** An event and the secret that it was signed with. */
    private record Delivered(Received request, String event, String secret) {

        UnwrapWebhookEvent unwrap(String body) {
            OpenAIClient client =
                    OpenAIOkHttpClient.builder().apiKey("none").webhookSecret(secret).build();
            Headers.Builder headers = Headers.builder();
            request.headers().forEach(header -> headers.put(header.name(), header.value()));
            return client.webhooks()
                    .unwrap(
                            WebhookVerificationParams.builder()
                                    .payload(body)
                                    .headers(headers.build())
                                    .build());
        }
    }

    private static Delivered deliver(String type) {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            JsonNode endpoint =
                    api.post(
                            "/api/v1/endpoints",
                            Map.of(
                                    "url",
                                    receiver.url("/hook").toString(),
                                    "event_types",
                                    List.of(type),
                                    "format",
                                    "openai",
                                    "readiness_check",
                                    false));
            JsonNode event =
                    api.post("/api/v1/events", Map.of("type", type, "data", Map.of("n", 1)));
            return new Delivered(
                    receiver.await(1).getFirst(),
                    event.path("id").asString(),
                    endpoint.path("secret").asString());
        }
    }

    @Test
    void aResponseThatIsCompletedIsUnwrapped() {
        Delivered delivered = deliver("response.completed");

        ResponseCompletedWebhookEvent event =
                delivered.unwrap(delivered.request().body().text()).asResponseCompleted();

        assertThat(event.id()).isEqualTo(delivered.event()).startsWith("evt_");
        assertThat(event.data().id()).isEqualTo(delivered.event());
        assertThat(event.createdAt()).isPositive();
        assertThat(event.validate()).isSameAs(event);
    }

    @Test
    void aResponseThatFailedAndABatchAreUnwrapped() {
        Delivered failed = deliver("response.failed");
        Delivered batch = deliver("batch.completed");

        assertThat(failed.unwrap(failed.request().body().text()).isResponseFailed()).isTrue();
        assertThat(batch.unwrap(batch.request().body().text()).isBatchCompleted()).isTrue();
    }

    @Test
    void aTamperedEventIsRefused() {
        Delivered delivered = deliver("response.cancelled");
        String tampered = delivered.request().body().text().replace("cancelled", "completed");

        assertThatThrownBy(() -> delivered.unwrap(tampered))
                .isInstanceOf(InvalidWebhookSignatureException.class);
    }
}
