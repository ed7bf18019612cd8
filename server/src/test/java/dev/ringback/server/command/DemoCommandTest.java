package dev.ringback.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringback.protocol.StandardWebhooks;
import dev.ringback.protocol.SymmetricKey;
import dev.ringback.server.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoCommandTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SymmetricKey SHOWN = SymmetricKey.generate(new SecureRandom());

    @TempDir Path directory;

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private SymmetricKey signing = SHOWN;
    private String generation = "XBKcs7F1s2oJ_AHiLMbF4";
    private HttpServer api;

    @BeforeEach
    void startsAServerThatBehavesAsTheApiDoes() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/api/v1/endpoints", this::makeEndpoint);
        api.createContext("/v1/slow/chat/completions", this::complete);
        api.start();
    }

    @AfterEach
    void stopsIt() {
        api.stop(0);
    }

    @Test
    void showsTheRequestTheWebhookAndThatItsSignatureIsRight() {
        Stage stage = Stage.in(directory);

        int code = stage.run(settings -> launch(stage, settings), "demo");

        assertThat(stage.err()).isEmpty();
        assertThat(code).isZero();
        assertThat(stage.out())
                .contains("POST /v1/slow/chat/completions")
                .contains("POST /webhooks/inference HTTP/1.1")
                .contains("x-inference-webhook-id: AhALzdz8S")
                .contains("webhook-signature: v1,")
                .contains("signature: verified (v1)")
                .contains("\"event\" : \"generation.completed\"")
                .contains("curl -s -H 'Authorization: Bearer dev' 'http://")
                .contains("/v1/generation/XBKcs7F1s2oJ_AHiLMbF4'");
        assertThat(stage.drained()).hasSize(1);
    }

    @Test
    void namesTheEndpointInTheRequest() {
        Stage stage = Stage.in(directory);

        stage.run(settings -> launch(stage, settings), "demo");

        assertThat(received.getFirst().path("format").asString()).isEqualTo("inference");
        assertThat(received.getLast().path("metadata").path("webhook_id").asString())
                .isEqualTo("AhALzdz8S");
    }

    @Test
    void aWrongSignatureIsAFailure() {
        signing = SymmetricKey.generate(new SecureRandom());
        Stage stage = Stage.in(directory);

        assertThat(stage.run(settings -> launch(stage, settings), "demo")).isEqualTo(1);
        assertThat(stage.out()).contains("signature: rejected");
        assertThat(stage.err()).contains("the demo failed: the signature is wrong");
        assertThat(stage.drained()).hasSize(1);
    }

    @Test
    void theWebhookOfAnotherGenerationIsAFailure() {
        generation = "another";
        Stage stage = Stage.in(directory);

        assertThat(stage.run(settings -> launch(stage, settings), "demo")).isEqualTo(1);
        assertThat(stage.err()).contains("does not name this endpoint and this generation");
    }

    @Test
    void aRefusedRequestIsAFailureWithTheAnswer() {
        api.removeContext("/v1/slow/chat/completions");
        Stage stage = Stage.in(directory);

        assertThat(stage.run(settings -> launch(stage, settings), "demo")).isEqualTo(1);
        assertThat(stage.err())
                .contains("POST /v1/slow/chat/completions was answered 404")
                .hasLineCount(1);
    }

    @Test
    void theTemporaryDirectoryIsDeletedAtTheEnd() {
        Stage stage = Stage.in(directory);

        stage.run(settings -> launch(stage, settings), "demo");

        assertThat(stage.started().getFirst().storage().data()).doesNotExist();
    }

    @Test
    void keepLeavesTheServerRunningUntilTheSignal() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run(settings -> launch(stage, settings), "demo", "--keep")).isZero();
        assertThat(stage.out()).contains("The server stays until you press Ctrl-C");
        assertThat(stage.drained()).hasSize(1);
    }

    @Test
    void aDirectoryOfItsOwnIsKept() throws IOException {
        Stage stage = Stage.in(directory);
        Files.createDirectory(directory.resolve("empty"));

        assertThat(stage.run(settings -> launch(stage, settings), "demo", "--data", "empty"))
                .isZero();
        assertThat(directory.resolve("empty")).exists();
    }

    @Test
    void aDirectoryThatIsUsedIsRefused() throws IOException {
        Files.writeString(directory.resolve("something"), "");
        Stage stage = Stage.in(directory);

        int code =
                stage.run(
                        settings -> launch(stage, settings),
                        "demo",
                        "--data",
                        directory.toString());

        assertThat(code).isEqualTo(2);
        assertThat(stage.err()).contains("it must be a new or empty directory");
        assertThat(stage.started()).isEmpty();
    }

    @Test
    void theEnvironmentIsNotRead() {
        Stage stage =
                new Stage(
                        directory,
                        Map.of("RINGBACK_DATABASE_URL", "postgresql://db/ringback"),
                        Optional.empty());

        stage.run(settings -> launch(stage, settings), "demo");

        assertThat(stage.started().getFirst().storage().databaseUrl()).isEmpty();
    }

    private Launch.Outcome launch(Stage stage, Settings settings) {
        return stage.up(settings, URI.create("http://127.0.0.1:" + api.getAddress().getPort()));
    }

    private void makeEndpoint(HttpExchange exchange) throws IOException {
        received.add(read(exchange));
        reply(exchange, 201, "{\"id\":\"AhALzdz8S\",\"secret\":\"%s\"}".formatted(SHOWN.reveal()));
    }

    private void complete(HttpExchange exchange) throws IOException {
        received.add(read(exchange));
        reply(exchange, 200, "{\"id\":\"XBKcs7F1s2oJ_AHiLMbF4\"}");
        sendWebhook(URI.create(received.getFirst().path("url").asString()));
    }

    private void sendWebhook(URI url) throws IOException {
        String body = "{\"event\":\"generation.completed\",\"data\":{\"text\":\"Paris, déjà\"}}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        long now = Instant.now().getEpochSecond();
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header("webhook-id", "msg_1")
                        .header("webhook-timestamp", Long.toString(now))
                        .header(
                                "webhook-signature",
                                StandardWebhooks.signatureHeader(
                                        List.of(signing), "msg_1", now, bytes))
                        .header("X-Inference-Event", "generation.completed")
                        .header("X-Inference-Webhook-ID", "AhALzdz8S")
                        .header("X-Inference-Generation-ID", generation)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(request, BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static JsonNode read(HttpExchange exchange) throws IOException {
        return JSON.readTree(exchange.getRequestBody().readAllBytes());
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
