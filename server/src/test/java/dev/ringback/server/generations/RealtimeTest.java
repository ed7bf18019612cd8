package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.vault.Secret;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealtimeTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAM = ",\"stream\":true";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String ADDRESSED =
            PLAIN.replace("\"m\",", "\"m\",\"metadata\":{\"webhook_id\":\"AhALzdz8S\"},");

    private final StubUpstream stub = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        var upstream =
                Upstream.of("gpu", stub.baseUrl(), Optional.of(new Secret("sk-1")))
                        .withLimits(new Upstream.Limits(4, 0, TIMEOUT));
        surface = new Surface(directory, upstream);
        surface.knows("AhALzdz8S", new EndpointState.Enabled());
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    private String announced(HttpResponse<String> response) {
        String id = response.headers().firstValue(Realtime.GENERATION_ID).orElseThrow();
        return surface.completed(id).orElseThrow().payload().text();
    }

    @Test
    void theAnswerIsPassedOnAndNothingIsAnnounced() {
        HttpResponse<String> response = surface.post(CHAT, PLAIN);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).startsWith("{\"id\":\"chatcmpl-1\"").contains("Paris");
        assertThat(surface.events()).isEmpty();
        assertThat(stub.asked().getFirst().body().text()).isEqualTo(PLAIN);
        assertThat(stub.asked().getFirst().header("Authorization")).contains("Bearer sk-1");
    }

    @Test
    void aNamedWebhookIsOnDiskBeforeTheAnswerIsSent() {
        HttpResponse<String> response = surface.post(CHAT, ADDRESSED);
        String event = announced(response);
        String id = response.headers().firstValue(Realtime.GENERATION_ID).orElseThrow();
        assertThat(event)
                .startsWith("{\"id\":\"%s\",\"state\":\"Success\"".formatted(id))
                .contains("\"response\":{\"id\":\"%s\"".formatted(id));
        assertThat(surface.calls("delivery"))
                .extracting(Call::lane)
                .containsExactly(new LaneId("AhALzdz8S"));
        assertThat(surface.get("/v1/generation/" + id).body()).isEqualTo(event);
        assertThat(stub.asked().getFirst().body().text()).isEqualTo(PLAIN);
    }

    @Test
    void anErrorOfTheUpstreamIsPassedOnOnceAndAnnounced() {
        stub.plays(Script.busy(7));
        HttpResponse<String> response = surface.post(CHAT, ADDRESSED);
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
        assertThat(response.body()).contains("slow down");
        assertThat(announced(response))
                .contains("\"stateMessage\":\"upstream answered 429: slow down\"");
        assertThat(stub.asked()).hasSize(1);
    }

    @Test
    void thatTheUpstreamRefusesOurKeyIsNotBlamedOnTheClient() {
        stub.plays(Script.error(401, "bad key"));
        HttpResponse<String> response = surface.post(CHAT, PLAIN);
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("upstream answered 401: bad key");
    }

    @Test
    void anUpstreamThatHangsUpIsABadGatewayAndOneThatIsSilentATimeout() {
        Script silence =
                (_, conversation) -> {
                    surface.onTheWire.advance(TIMEOUT);
                    conversation.awaitHangUp();
                };
        stub.plays(Script.hangUp(), silence);
        assertThat(surface.post(CHAT, PLAIN).statusCode()).isEqualTo(502);
        HttpResponse<String> late = surface.post(CHAT, PLAIN);
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("\"code\":\"upstream_timeout\"");
    }

    @Test
    void anUnknownWebhookIsRefusedAndNothingRuns() {
        HttpResponse<String> response =
                surface.post(CHAT, ADDRESSED.replace("AhALzdz8S", "nowhere00"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"metadata.webhook_id\"");
        assertThat(stub.asked()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyOperationIsPassedOnAsItIsAndAnnouncedWhenAskedTo(Operation operation) {
        stub.plays(Script.says("Paris"));
        String plain = Asking.body(operation, ",\"user\":\"u-1\"");
        HttpResponse<String> response = surface.post(Asking.path(operation), plain);
        assertThat(response.statusCode()).isEqualTo(200);
        StubRequest asked = stub.asked().getFirst();
        assertThat(asked.path()).isEqualTo("/v1" + operation.path());
        assertThat(asked.body().text()).isEqualTo(plain);
        assertThat(surface.events()).isEmpty();

        HttpResponse<String> addressed =
                surface.post(
                        Asking.path(operation), Asking.addressed(operation, ",\"user\":\"u-1\""));
        assertThat(stub.asked().getLast().body().text()).isEqualTo(plain);
        JsonTree event = JsonTree.read(Payload.of(announced(addressed))).orElseThrow();
        assertThat(event.text("state").orElseThrow()).isEqualTo("Success");
        JsonObject answer = JsonTree.readObject(Payload.of(response.body())).orElseThrow();
        answer.put("id", event.at("id"));
        assertThat(JsonTree.readObject(Payload.of(addressed.body()))).contains(answer);
        assertThat(event.at("response")).isEqualTo(answer);
        assertThat(event.at("usage")).isEqualTo(answer.at("usage"));
        assertThat(surface.events().getFirst().type())
                .isEqualTo(
                        operation == Operation.EMBEDDINGS
                                ? "async-embedding.completed"
                                : "generation.completed");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoAnswerIsPassedOnAndAnnouncedAsFailed(Operation operation) {
        stub.plays(Script.wrongShape());
        HttpResponse<String> response =
                surface.postToRude(Asking.path(operation), Asking.addressed(operation, ""));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(announced(response))
                .contains("\"state\":\"Failed\"")
                .contains("upstream answered something that is not a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"error\","
                        + "\"error\":{\"code\":502,\"message\":\"gone\"}}]",
                "\"choices\":[{\"message\":{\"content\":\"a\"}},{\"message\":{\"content\":\"\"},"
                        + "\"error\":\"gone\"}]",
                "\"choices\":[{\"message\":{\"content\":\"\"}}],\"error\":{\"error\":\"gone\"}"
            })
    void anErrorWithinAnAnswerIsAnnouncedAsFailed(String answer) {
        stub.plays(Script.json(200, "{" + answer + "}"));
        HttpResponse<String> response = surface.post(CHAT, ADDRESSED);
        assertThat(response.body()).isEqualTo("{" + answer + "}");
        assertThat(announced(response))
                .contains("\"state\":\"Failed\"")
                .contains("\"stateMessage\":\"upstream answered an error: gone\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"detail":[{"loc":["body","n"],"msg":"too many"},{"msg":"b"}]} \
                    | body.n: too many; b
                    {"error":{"message":{"de":"zu viel"}}} | {"de":"zu viel"}
                    {"object":"error","message":"too many"} | too many
                    {"errors":[{"message":"a"},"b"]} | a; b
                    {"error":[{"detail":"a"}]} | a
                    """)
    void theReasonIsToldWhateverItsShape(String error, String reason) {
        stub.plays(Script.json(422, error));
        assertThat(announced(surface.post(CHAT, ADDRESSED)))
                .contains("\"stateMessage\":" + JsonTree.of("upstream answered 422: " + reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\":[NaN]}", "\uFEFF{}", "{\"a\":1,\"a\":2}"})
    void whatIsNoJsonIsToldToBeNone(String answer) {
        stub.plays(Script.json(200, answer));
        assertThat(announced(surface.postToRude(CHAT, ADDRESSED)))
                .contains("upstream answered something that is not a chat completion: it is not");
    }

    @Test
    void whatAResponseIsAskedToKeepIsTheUpstreamsBusiness() {
        stub.plays(Script.says("Paris"));
        String body =
                Asking.body(
                        Operation.RESPONSES,
                        ",\"store\":true,\"previous_response_id\":\"resp_9\","
                                + "\"metadata\":{\"a\":\"b\"}");
        assertThat(surface.post("/v1/responses", body).body()).contains("\"id\":\"resp_1\"");
        assertThat(stub.asked().getFirst().body().text()).isEqualTo(body);
    }

    @Test
    void aResponseThatSaysItFailedIsAnnouncedAsFailed() {
        stub.plays(
                Script.json(
                        200,
                        """
                        {"id":"resp_1","object":"response","status":"failed","output":[],\
                        "error":{"code":"server_error","message":"out of memory"}}\
                        """));
        HttpResponse<String> response =
                surface.post("/v1/responses", Asking.addressed(Operation.RESPONSES, ""));
        assertThat(response.body()).contains("\"status\":\"failed\"");
        assertThat(announced(response))
                .contains("\"stateMessage\":\"upstream's response failed: out of memory\"")
                .contains("\"response\":null");
    }

    @Test
    void embeddingsAreNeverStreamed() {
        stub.plays(Script.says("Paris"));
        HttpResponse<String> response =
                surface.post(
                        "/v1/embeddings",
                        Asking.addressed(Operation.EMBEDDINGS, ",\"stream\":true"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(announced(response)).contains("\"state\":\"Success\"");
    }

    @Test
    void whoFindsNoPlaceForTooLongIsToldToComeBack() {
        var held = new CountDownLatch(1);
        stub.plays(Script.after(held, Script.says("Paris")));
        List<CompletableFuture<Integer>> inside = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            inside.add(later(() -> surface.post(CHAT, PLAIN).statusCode()));
        }
        Eventually.until("all places are taken", () -> stub.underWay() == 4);
        int alarms = surface.time.pendingAlarms();
        var whole = later(() -> surface.post(CHAT, PLAIN));
        var streamed = later(() -> surface.post(CHAT, Asking.body(Operation.CHAT, STREAM)));
        Eventually.until("two more wait", () -> surface.time.pendingAlarms() == alarms + 2);
        surface.time.advance(UpstreamWire.PATIENCE);
        for (HttpResponse<String> late :
                List.of(Eventually.get("whole", whole), Eventually.get("streamed", streamed))) {
            assertThat(late.statusCode()).isEqualTo(429);
            assertThat(late.headers().firstValue("Retry-After")).contains("5");
            assertThat(late.body()).contains("\"code\":\"upstream_busy\"");
        }
        held.countDown();
        assertThat(inside).allMatch(each -> Eventually.get("each", each) == 200);
        assertThat(stub.asked()).hasSize(4);
    }

    private static <T> CompletableFuture<T> later(Supplier<T> task) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> result.completeAsync(task, Runnable::run));
        return result;
    }

    @Test
    void whatItTookIsCounted() {
        stub.plays(Script.completion("Paris"));
        surface.post(
                "/v1/chat/completions", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}");
        assertThat(surface.tokens).containsExactly(5L, 2L);
    }
}
