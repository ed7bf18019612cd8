package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.errors.InvalidWebhookSignatureException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams.Endpoint;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.webhooks.BatchCompletedWebhookEvent;
import com.openai.models.webhooks.ResponseCompletedWebhookEvent;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
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
    private static OpenAIClient client;
    private static Api api;

    @BeforeAll
    static void start() {
        server = RunningServer.dev(data);
        client = OpenAi.strict(server, "dev");
        api = new Api(server, "dev");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A receiver of one type of event, and the secret that its endpoint was given. */
    private record Subscriber(RudeReceiver receiver, String secret) implements AutoCloseable {

        static Subscriber of(String type) {
            return of(api, type);
        }

        static Subscriber of(Api api, String type) {
            RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
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
            return new Subscriber(receiver, endpoint.path("secret").asString());
        }

        Received webhook() {
            return receiver.await(1).getFirst();
        }

        UnwrapWebhookEvent unwrap() {
            return OpenAiWebhooksTest.unwrap(secret, webhook(), webhook().body().text());
        }

        @Override
        public void close() {
            receiver.close();
        }
    }

    /** Unwraps as OpenAI's guide has it; the body may be another than was received. */
    private static UnwrapWebhookEvent unwrap(String secret, Received webhook, String body) {
        Headers.Builder headers = Headers.builder();
        webhook.headers().forEach(header -> headers.put(header.name(), header.value()));
        return OpenAIOkHttpClient.builder()
                .apiKey("none")
                .webhookSecret(secret)
                .build()
                .webhooks()
                .unwrap(
                        WebhookVerificationParams.builder()
                                .payload(body)
                                .headers(headers.build())
                                .build());
    }

    private static Response inBackground(String model) {
        return inBackground(client, model);
    }

    private static Response inBackground(OpenAIClient asking, String model) {
        return asking.responses()
                .create(
                        ResponseCreateParams.builder()
                                .model(model)
                                .input("Where does the Seine end?")
                                .background(true)
                                .build());
    }

    private static Batch batch() {
        String line =
                """
                {"custom_id":"1","method":"POST","url":"/v1/embeddings",\
                "body":{"model":"demo/embed","input":"the Seine"}}
                """;
        return OpenAi.batch(client, OpenAi.upload(client, line), Endpoint.V1_EMBEDDINGS);
    }

    @Test
    void aCompletedResponseIsUnwrappedAndFetched() {
        try (var subscriber = Subscriber.of("response.completed")) {
            Response begun = inBackground("demo/echo");

            ResponseCompletedWebhookEvent event = subscriber.unwrap().asResponseCompleted();

            assertThat(event.validate().id()).startsWith("evt_");
            assertThat(event.createdAt()).isGreaterThanOrEqualTo((long) begun.createdAt());
            assertThat(event.data().id()).isEqualTo(begun.id());
            assertThat(OpenAi.text(client.responses().retrieve(event.data().id())))
                    .isEqualTo("Where does the Seine end?");
        }
    }

    @Test
    void aFailedResponseIsUnwrapped() {
        try (var subscriber = Subscriber.of("response.failed")) {
            String failed = inBackground("demo/embed").id();

            assertThat(subscriber.unwrap().asResponseFailed().validate().data().id())
                    .isEqualTo(failed);
        }
    }

    @Test
    void aCancelledResponseIsUnwrapped(@TempDir Path directory) {
        try (var stub = StubUpstream.start();
                var other = RunningServer.dev(directory, "--upstream", "stub=" + stub.baseUrl());
                var subscriber = Subscriber.of(new Api(other, "dev"), "response.cancelled")) {
            stub.plays(Script.silence());
            OpenAIClient theirs = OpenAi.strict(other, "dev");
            String cancelled = inBackground(theirs, "m").id();
            theirs.responses().cancel(cancelled);

            assertThat(subscriber.unwrap().asResponseCancelled().validate().data().id())
                    .isEqualTo(cancelled);
        }
    }

    @Test
    void aCompletedBatchIsUnwrappedAndFetched() {
        try (var subscriber = Subscriber.of("batch.completed")) {
            String begun = batch().id();

            BatchCompletedWebhookEvent event = subscriber.unwrap().asBatchCompleted();

            assertThat(event.validate().data().id()).isEqualTo(begun);
            Batch batch = client.batches().retrieve(event.data().id());
            assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
            assertThat(batch.outputFileId()).isPresent();
        }
    }

    @Test
    void aTamperedEventAndAForeignSecretAreRefused() {
        try (var subscriber = Subscriber.of("response.completed");
                var other = Subscriber.of("none")) {
            String id = inBackground("demo/echo").id();
            Received webhook = subscriber.webhook();
            String body = webhook.body().text();
            String tampered = body.replace(id, "resp_another");

            assertThat(tampered).isNotEqualTo(body);
            assertThatThrownBy(() -> unwrap(subscriber.secret(), webhook, tampered))
                    .isInstanceOf(InvalidWebhookSignatureException.class);
            assertThatThrownBy(() -> unwrap(other.secret(), webhook, body))
                    .isInstanceOf(InvalidWebhookSignatureException.class);
        }
    }
}
