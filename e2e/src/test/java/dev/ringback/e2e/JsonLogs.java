package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A whole run of a server that logs in JSON: all that it says on standard error is JSON. */
final class JsonLogs {

    private JsonLogs() {}

    /** Has a server do what loads most of its libraries, ends it, and reads its log. */
    static void judge(RunningServer server, String key) throws IOException {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            var api = new Api(server, key);
            api.post(
                    "/api/v1/endpoints",
                    Map.of("url", receiver.url("/hook").toString(), "filter", "data.amount > 100"));
            api.post(
                    "/api/v1/endpoints",
                    Map.of("url", "http://127.0.0.1:1/closed", "retry_schedule", List.of()));
            api.post("/api/v1/sources", Map.of("provider", "github", "secrets", List.of("s")));
            api.post("/api/v1/events", Map.of("type", "order.paid", "data", Map.of("amount", 250)));
            receiver.await(1);
            JsonNode job =
                    api.post(
                            "/v1/slow/chat/completions",
                            Map.of(
                                    "model",
                                    "m/one",
                                    "messages",
                                    List.of(Map.of("role", "user", "content", "hi"))));
            Eventually.until(
                    "the job has failed",
                    () ->
                            api.read("/v1/generation/" + job.path("id").asString())
                                    .path("state")
                                    .asString()
                                    .equals("Failed"));
            assertThat(api.status("/nowhere")).isEqualTo(404);
            assertThat(api.status("/metrics")).isEqualTo(200);
            nonsense(server.uri());
        }
        server.terminate();
        assertThat(server.exitCode()).isZero();
        judge(server.err().whole());
    }

    /** What is no HTTP. */
    private static void nonsense(URI at) throws IOException {
        try (var socket = new Socket(at.getHost(), at.getPort())) {
            socket.getOutputStream().write("nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    private static void judge(List<String> lines) {
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> {
                    JsonNode json = read(line);
                    assertThat(json.path("time").asString("")).as(line).isNotEmpty();
                    assertThat(json.path("level").asString("")).as(line).isNotEmpty();
                    assertThat(json.path("message").asString("")).as(line).isNotEmpty();
                });
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"attempt\""));
    }

    private static JsonNode read(String line) {
        try {
            return Api.JSON.readTree(line);
        } catch (JacksonException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
