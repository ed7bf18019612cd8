package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.jobs.StreamRelay;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Answers;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StreamingTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN =
            """
            {"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true}\
            """;
    private static final String USAGE = ",\"stream_options\":{\"include_usage\":true}";
    private static final String ADDRESSED =
            PLAIN.replace("\"m\",", "\"m\",\"metadata\":{\"webhook_id\":\"AhALzdz8S\"},");

    private final StubUpstream stub = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        var upstream =
                Upstream.of("gpu", stub.baseUrl(), Optional.empty())
                        .withLimits(new Upstream.Limits(4, 0, Duration.ofSeconds(2)));
        surface = new Surface(directory, upstream);
        surface.knows("AhALzdz8S", new EndpointState.Enabled());
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    private static String id(HttpResponse<?> response) {
        return response.headers().firstValue(Realtime.GENERATION_ID).orElseThrow();
    }

    private static String rest(BufferedReader lines) {
        return String.join("\n", lines.lines().toList());
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    @Test
    void eachPieceIsPassedOnBeforeTheUpstreamSendsTheNext() throws IOException {
        var seen = new CountDownLatch(1);
        stub.plays((_, conversation) -> {
            conversation.beginStream();
            conversation.data(Script.chunk("Par"));
            Eventually.open("seen", seen);
            conversation.data(Script.chunk("is"));
            conversation.data("[DONE]");
            conversation.endStream();
        });
        HttpResponse<InputStream> response = surface.stream(CHAT, PLAIN);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("text/event-stream; charset=utf-8");
        BufferedReader lines = lines(response);
        assertThat(lines.readLine()).isEqualTo("data: " + Script.chunk("Par"));
        seen.countDown();
        assertThat(rest(lines)).isEqualTo("\ndata: " + Script.chunk("is") + "\n\ndata: [DONE]\n");
        assertThat(surface.events()).isEmpty();
        assertThat(stub.asked().getFirst().body().text()).isEqualTo(PLAIN);
    }

    @Test
    void streamsUseAConnectionThatWasThere() throws IOException {
        stub.plays(Script.says("Paris"));
        Eventually.until(
                "a stream needs no new connection",
                () -> {
                    int before = stub.connections();
                    assertThat(rest(lines(surface.stream(CHAT, PLAIN)))).contains("[DONE]");
                    return before > 0 && stub.connections() == before;
                });
    }

    @Test
    void aStreamThatIsCompressedThoughNobodyAskedForItIsPassedOnWhole() {
        stub.plays((_, conversation) -> {
            conversation.raw(
                    """
                    HTTP/1.1 200 OK\r
                    Content-Type: text/event-stream\r
                    Content-Encoding: x-rot13\r
                    Content-Length: 15\r
                    \r
                    qngn: [QBAR]


                    """);
            conversation.awaitHangUp();
        });
        HttpResponse<String> response = surface.post(CHAT, ADDRESSED);
        assertThat(response.headers().firstValue("Content-Encoding")).contains("x-rot13");
        assertThat(response.body()).isEqualTo("qngn: [QBAR]\n\n\n");
        assertThat(announced(response).text("state").orElseThrow()).isEqualTo("Failed");
        assertThat(stub.asked().getFirst().header("Accept-Encoding")).contains("identity");
    }

    @Test
    void theEndIsAnnouncedWholeBeforeDoneIsSent() throws IOException {
        stub.plays(
                Script.stream(
                        List.of(
                                Script.chunk("Par"),
                                Script.chunk("is"),
                                Script.lastChunk(),
                                "{\"choices\":[],\"usage\":{\"total_tokens\":7}}",
                                "[DONE]")));
        HttpResponse<InputStream> response = surface.stream(CHAT, ADDRESSED);
        BufferedReader lines = lines(response);
        String line = lines.readLine();
        while (!line.equals("data: [DONE]")) {
            line = lines.readLine();
        }
        assertThat(surface.completed(id(response)).orElseThrow().payload().text())
                .contains("\"state\":\"Success\"")
                .contains(
                        """
                        "response":{"id":"%s","object":"chat.completion","created":1748933182,\
                        "model":"stub-1","choices":[{"index":0,"message":{"role":"assistant",\
                        "content":"Paris"},"finish_reason":"stop"}],\
                        "usage":{"total_tokens":7}},"model":"m",\
                        "createdAt":"2026-06-01T12:00:00.000Z",\
                        "dispatchedAt":"2026-06-01T12:00:00.000Z",\
                        "firstChunkAt":"2026-06-01T12:00:00.000Z",\
                        "finishedAt":"2026-06-01T12:00:00.000Z","usage":{"total_tokens":7}}\
                        """
                                .formatted(id(response)));
    }

    @Test
    void doneIsHeldBackWhenTheEndCannotBeStored() {
        var stopped = new CountDownLatch(1);
        stub.plays((_, conversation) -> {
            conversation.beginStream();
            conversation.data(Script.chunk("Paris"));
            Eventually.open("stopped", stopped);
            conversation.data("[DONE]");
            conversation.endStream();
        });
        HttpResponse<InputStream> response = surface.stream(CHAT, ADDRESSED);
        boolean _ = surface.engine.stop(Duration.ofSeconds(5));
        stopped.countDown();
        assertThat(rest(lines(response))).contains("data: {\"error\":{").doesNotContain("[DONE]");
        assertThat(surface.events()).isEmpty();
    }

    @Test
    void aStreamThatBreaksEndsWithAnErrorAndIsAnnouncedAsFailed() {
        stub.plays((_, conversation) -> {
            conversation.beginStream();
            conversation.data(Script.chunk("Par"));
            conversation.piece("data: {\"half");
            conversation.cut();
        });
        HttpResponse<InputStream> response = surface.stream(CHAT, ADDRESSED);
        assertThat(rest(lines(response)))
                .contains("data: {\"error\":{\"message\":\"upstream: ")
                .contains("\"code\":\"upstream_failed\"")
                .doesNotContain("half")
                .doesNotContain("[DONE]");
        assertThat(surface.completed(id(response)).orElseThrow().payload().text())
                .contains("\"state\":\"Failed\",\"stateMessage\":\"upstream: ");
    }

    @Test
    void aStreamThatNeverEndsIsEndedAfterAnHour() throws IOException {
        var hourPassed = new CountDownLatch(1);
        stub.plays((_, conversation) -> {
            conversation.beginStream();
            conversation.data(Script.chunk("on"));
            Eventually.open("an hour has passed", hourPassed);
            conversation.data(Script.chunk("and on"));
            conversation.awaitHangUp();
        });
        HttpResponse<InputStream> response = surface.stream(CHAT, ADDRESSED);
        BufferedReader lines = lines(response);
        assertThat(lines.readLine())
                .isEqualTo("data: " + Script.chunk("on").replace("chatcmpl-1", id(response)));
        surface.time.advance(StreamRelay.LONGEST.plusMillis(1));
        hourPassed.countDown();
        assertThat(rest(lines)).contains("the stream has lasted too long");
        assertThat(surface.completed(id(response)).orElseThrow().payload().text())
                .contains("\"stateMessage\":\"the stream has lasted too long\"");
    }

    @Test
    void anErrorInTheStreamIsPassedOnAndAnnounced() {
        stub.plays(
                Script.stream(
                        List.of(
                                Script.chunk("Par"),
                                "{\"error\":{\"message\":\"out of memory\"}}",
                                "[DONE]")));
        HttpResponse<InputStream> response = surface.stream(CHAT, ADDRESSED);
        assertThat(rest(lines(response))).contains("out of memory").contains("[DONE]");
        assertThat(surface.completed(id(response)).orElseThrow().payload().text())
                .contains(
                        "\"stateMessage\":\"upstream reported an error in the stream: out of"
                                + " memory\"");
    }

    @Test
    void aStreamThatEndsEarlyIsAnnouncedAsFailed() {
        stub.plays(Script.stream(List.of(Script.chunk("Par"))));
        HttpResponse<InputStream> response = surface.stream(CHAT, ADDRESSED);
        assertThat(rest(lines(response))).doesNotContain("[DONE]");
        assertThat(surface.completed(id(response)).orElseThrow().payload().text())
                .contains("\"stateMessage\":\"upstream ended the stream before it was complete\"");
    }

    @Test
    void anUpstreamThatAnswersInOnePieceIsPassedOnInOnePiece() {
        stub.plays(Script.error(400, "no streams here"), Script.completion("Paris"));
        HttpResponse<String> refused = surface.post(CHAT, ADDRESSED);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(surface.completed(id(refused)).orElseThrow().payload().text())
                .contains("upstream answered 400: no streams here");
        HttpResponse<String> whole = surface.post(CHAT, ADDRESSED);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(surface.completed(id(whole)).orElseThrow().payload().text())
                .contains("\"state\":\"Success\"");
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void whatAStreamSaysItTookIsCountedWhetherItNamesAWebhookOrNot(Operation operation) {
        stub.plays(Script.says("Paris, of course"));
        surface.post(Asking.path(operation), streamed(operation));
        List<Long> announced = List.copyOf(surface.tokens);
        assertThat(announced).hasSize(2).doesNotContain(0L);
        surface.tokens.clear();
        String more = operation == Operation.RESPONSES ? "" : USAGE;
        surface.post(Asking.path(operation), Asking.body(operation, ",\"stream\":true" + more));
        assertThat(surface.tokens).isEqualTo(announced);
        surface.tokens.clear();
        if (operation != Operation.RESPONSES) {
            surface.post(Asking.path(operation), Asking.body(operation, ",\"stream\":true"));
            assertThat(surface.tokens).as("nothing is said, and nothing is injected").isEmpty();
            assertThat(stub.asked().getLast().body().text()).doesNotContain("stream_options");
        }
    }

    private static Stream<Operation> streamed() {
        return Stream.of(Operation.CHAT, Operation.COMPLETIONS, Operation.RESPONSES);
    }

    private static String streamed(Operation operation) {
        String more = ",\"stream\":true";
        return Asking.addressed(operation, operation == Operation.RESPONSES ? more : more + USAGE);
    }

    private JsonTree announced(HttpResponse<?> response) {
        return JsonTree.read(surface.completed(id(response)).orElseThrow().payload()).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("streamed")
    void aStreamIsPassedOnAsItIsAndAnnouncedAsIfItHadComeInOnePiece(Operation operation) {
        stub.plays(Script.says("Paris, of course"));
        HttpResponse<String> stream = surface.post(Asking.path(operation), streamed(operation));
        assertThat(stream.body())
                .isEqualTo(
                        upstreams(operation, "Paris, of course")
                                .replaceAll(
                                        "\"id\":\"(chatcmpl|cmpl|resp)-?_?1\"",
                                        "\"id\":\"" + id(stream) + "\""));
        HttpResponse<String> whole =
                surface.post(Asking.path(operation), Asking.addressed(operation, ""));

        JsonTree event = announced(stream);
        assertThat(event.text("state").orElseThrow()).isEqualTo("Success");
        JsonObject answer = JsonTree.readObject(Payload.of(whole.body())).orElseThrow();
        answer.put("id", event.at("id"));
        assertThat(event.at("response")).isEqualTo(answer);
        assertThat(event.at("usage")).isEqualTo(announced(whole).at("usage"));
        assertThat(event.at("firstChunkAt").isText()).isTrue();
    }

    /** What the stub has sent. */
    private String upstreams(Operation operation, String text) {
        var sent = new StringBuilder();
        for (Answers.Piece piece : Answers.stream(stub.asked().getLast(), text)) {
            assertThat(piece.type().isPresent()).isEqualTo(operation == Operation.RESPONSES);
            sent.append(new StreamEvent(piece.type(), piece.data()).text());
        }
        return sent.toString();
    }

    static Stream<Arguments> accidents() {
        return streamed()
                .flatMap(operation ->
                        Stream.of(
                                Arguments.of(
                                        operation,
                                        Script.errorInStream("on and on", "out of memory"),
                                        "upstream reported an error in the stream: out of memory"),
                                Arguments.of(
                                        operation,
                                        Script.shortStream("on and on"),
                                        "upstream ended the stream before it was complete"),
                                Arguments.of(
                                        operation,
                                        Script.halfStream("on and on"),
                                        "upstream: connection was closed before the"
                                                + " answer was complete"),
                                Arguments.of(
                                        operation,
                                        Script.stream(List.of("what?", "[DONE]")),
                                        ModelAnswer.not(operation))));
    }

    @ParameterizedTest
    @MethodSource("accidents")
    void aStreamThatGoesWrongIsAnnouncedAsFailedWithTheReason(
            Operation operation, Script script, String reason) {
        stub.plays(script);
        HttpResponse<String> stream = surface.post(Asking.path(operation), streamed(operation));
        assertThat(stream.statusCode()).isEqualTo(200);
        JsonTree event = announced(stream);
        assertThat(event.text("state").orElseThrow()).isEqualTo("Failed");
        assertThat(event.text("stateMessage").orElseThrow()).isEqualTo(reason);
        assertThat(event.at("response").isNull()).isTrue();
    }

    @Test
    void theClientOfAResponseIsToldOfABreakInTheWordsOfResponses() {
        stub.plays(Script.halfStream("on and on"));
        HttpResponse<String> stream = surface.post("/v1/responses", streamed(Operation.RESPONSES));
        assertThat(stream.body())
                .contains(
                        "event: error\ndata: {\"type\":\"error\",", "\"code\":\"upstream_failed\"")
                .endsWith("}\n\n");
    }

    @Test
    void theWholeResponseIsHeldBackUntilItsEndIsOnDisk() throws IOException {
        stub.plays(Script.says("Paris"));
        BufferedReader lines =
                lines(surface.stream("/v1/responses", streamed(Operation.RESPONSES)));
        String line = lines.readLine();
        while (!line.equals("event: response.completed")) {
            line = lines.readLine();
        }
        assertThat(surface.events()).hasSize(1);
    }

    @Test
    void anUpstreamWithoutStreamsAnswersInOnePieceToEveryOperation() {
        stub.plays((asked, conversation) ->
                conversation.whole(
                        200, "application/json", Answers.whole(asked, "Paris").orElseThrow()));
        for (Operation operation : streamed().toList()) {
            HttpResponse<String> whole = surface.post(Asking.path(operation), streamed(operation));
            assertThat(whole.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(announced(whole).text("state").orElseThrow()).isEqualTo("Success");
        }
    }
}
