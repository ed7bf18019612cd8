package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class HttpServerTest {

    private static final int LIMIT = 1_000;
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CompletableFuture<IOException> lost = new CompletableFuture<>();
    private HttpServer server;

    @BeforeAll
    void start() {
        server = HttpServer.start("127.0.0.1", 0, routes(), HttpLimits.DEFAULT, dialects());
    }

    @AfterAll
    void stop() {
        server.stop(Duration.ofSeconds(5));
    }

    private List<Route> routes() {
        return List.of(
                new Route("POST", "/echo", LIMIT, HttpServerTest::echo),
                Route.get("/things/{id}", request -> text(request.parameter("id"))),
                Route.get("/query", request -> text(request.query().toString())),
                Route.get("/cookies", HttpServerTest::cookies),
                Route.get("/empty", _ -> HttpResponse.noContent()),
                Route.get("/stream", _ -> stream(this::twoParts)),
                Route.get("/endless", _ -> stream(this::endless)),
                Route.get(
                        "/bug",
                        _ -> {
                            throw new IllegalStateException("internal secret");
                        }),
                Route.get(
                        "/stream-bug",
                        _ ->
                                stream(out -> {
                                    out.write('x');
                                    out.flush();
                                    throw new IllegalStateException("bug");
                                })));
    }

    private static Map<String, ErrorWords> dialects() {
        return Map.of(
                "/v1/",
                refusal ->
                        HttpResponse.json(
                                refusal.status(),
                                Payload.of("{\"error\":\"" + refusal.code() + "\"}")));
    }

    private static HttpResponse echo(HttpRequest request) {
        return new HttpResponse.Whole(200, List.of(), request.body());
    }

    private static HttpResponse cookies(HttpRequest request) {
        return new HttpResponse.Whole(
                200,
                List.of(new Header("Set-Cookie", "a=1"), new Header("Set-Cookie", "b=2")),
                Payload.of(request.header("x-given").orElse("none")));
    }

    private static HttpResponse text(String text) {
        return new HttpResponse.Whole(
                200, List.of(new Header("Content-Type", "text/plain")), Payload.of(text));
    }

    private static HttpResponse stream(HttpResponse.Writer writer) {
        return new HttpResponse.Streamed(
                200, List.of(new Header("Content-Type", "text/event-stream")), writer);
    }

    private void twoParts(java.io.OutputStream out) throws IOException {
        out.write("first".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.flush();
        Eventually.open("goOn", goOn);
        out.write("second".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private void endless(java.io.OutputStream out) throws IOException {
        try {
            while (true) {
                out.write(new byte[1024]);
                out.flush();
            }
        } catch (IOException gone) {
            lost.complete(gone);
            throw gone;
        }
    }

    private String ask(String request) throws IOException {
        return ask(server.port(), request);
    }

    private static String ask(int port, String request) throws IOException {
        try (var client = new RawClient(port)) {
            return client.send(request).rest();
        }
    }

    private String head(String request) throws IOException {
        try (var client = new RawClient(server.port())) {
            return client.send(request).head();
        }
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private String get(String target) throws IOException {
        return ask("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    @Test
    void aBodyArrivesAndTheAnswerHasItsLength() throws IOException {
        String answer =
                ask(
                        lines(
                                "POST /echo HTTP/1.1",
                                "Host: x",
                                "Content-Length: 5",
                                "Connection: close",
                                "",
                                "hello"));

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: 5\r\n");
        assertThat(answer).endsWith("\r\n\r\nhello");
    }

    @Test
    void aChunkedBodyArrives() throws IOException {
        String answer =
                ask(
                        lines(
                                "POST /echo HTTP/1.1",
                                "Host: x",
                                "Transfer-Encoding: chunked",
                                "Connection: close",
                                "",
                                "3",
                                "abc",
                                "2",
                                "de",
                                "0",
                                "",
                                ""));

        assertThat(answer).endsWith("\r\n\r\nabcde");
    }

    @Test
    void aBodyAtTheLimitIsTakenAndOneByteMoreIsNot() throws IOException {
        String head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ";

        assertThat(ask(head + LIMIT + "\r\n\r\n" + "x".repeat(LIMIT))).startsWith("HTTP/1.1 200");
        assertThat(ask(head + (LIMIT + 1) + "\r\n\r\n" + "x".repeat(LIMIT + 1)))
                .startsWith("HTTP/1.1 413")
                .contains("\"code\":\"too_large\"");
    }

    @Test
    void aBodyThatIsAnnouncedTooLongIsRefusedBeforeItIsSent() throws IOException {
        String answer =
                head(
                        lines(
                                "POST /echo HTTP/1.1",
                                "Host: x",
                                "Content-Length: 10000000000",
                                "Expect: 100-continue",
                                "",
                                ""));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("Connection: close");
        assertThat(answer).doesNotContain("100 Continue");
    }

    @Test
    void chunksOverTheLimitAreRefused() throws IOException {
        String head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunk = "190\r\n" + "x".repeat(400) + "\r\n";

        assertThat(head(head + chunk.repeat(3) + "0\r\n\r\n")).startsWith("HTTP/1.1 413");
    }

    @Test
    void oneHugeChunkIsRefusedWhileItArrives() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("7fffffff\r\n" + "x".repeat(200_000));

            assertThat(client.head()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aClientThatExpectsToBeToldToContinueIsTold() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(
                    lines(
                            "POST /echo HTTP/1.1",
                            "Host: x",
                            "Content-Length: 2",
                            "Expect: 100-continue",
                            "",
                            ""));

            assertThat(client.head()).startsWith("HTTP/1.1 100");
            assertThat(client.send("ok").head()).startsWith("HTTP/1.1 200");
            assertThat(client.bytes(2)).isEqualTo("ok");
        }
    }

    @Test
    void twoRequestsInOnePacketAreAnsweredInOrder() throws IOException {
        String one = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1";
        String two = "GET /things/2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        String answers = ask(one + two);

        assertThat(answers).contains("\r\n\r\n1HTTP/1.1 200 OK").endsWith("\r\n\r\n2");
    }

    @Test
    void anUnknownPathIsNotFoundAndTheConnectionLives() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
            String head = client.head();
            assertThat(head).startsWith("HTTP/1.1 404").contains("application/problem+json");
            client.bytes(114);
            client.send("GET /things/7 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatExist() throws IOException {
        assertThat(get("/echo")).startsWith("HTTP/1.1 405").contains("Allow: POST\r\n");
        assertThat(ask("PUT /things/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .contains("Allow: GET, HEAD\r\n");
    }

    @Test
    void headAnswersLikeGetWithoutTheBody() throws IOException {
        String answer = ask("HEAD /things/abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("Content-Length: 3\r\n");
        assertThat(answer).contains("Content-Type: text/plain\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void segmentsAndQueriesAreDecoded() throws IOException {
        assertThat(get("/things/a%2Fb%20c")).endsWith("\r\n\r\na/b c");
        assertThat(get("/query?a=1&b=x+y%21&a=&c")).endsWith("[a=1, b=x y!, a=, c=]");
    }

    @Test
    void brokenTargetsAreRefused() throws IOException {
        for (String target :
                List.of("/things/%zz", "/things/..", "/things/%2e%2e", "/things/%ff", "/x/%00")) {
            assertThat(get(target)).as(target).startsWith("HTTP/1.1 400");
        }
        assertThat(get("/query?a=%")).startsWith("HTTP/1.1 400");
    }

    @Test
    void malformedRequestsAreRefusedAsProblems() throws IOException {
        assertThat(head("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400").contains("problem+json");
        assertThat(head("GET / HTTP/1.1\r\nno colon\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(head("GET /echo HTTP/2.0\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(head("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(
                        head(
                                lines(
                                        "POST /echo HTTP/1.1",
                                        "Host: x",
                                        "Content-Length: 3",
                                        "Transfer-Encoding: chunked",
                                        "",
                                        "0",
                                        "",
                                        "")))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void headersThatAreTooLongOrTooManyAreRefused() throws IOException {
        assertThat(head("GET /query HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(head("GET /query HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(5_000) + "\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void aSurfaceWordsItsErrorsItself() throws IOException {
        assertThat(get("/v1/nothing"))
                .startsWith("HTTP/1.1 404")
                .contains("application/json")
                .endsWith("{\"error\":\"not_found\"}");
    }

    @Test
    void aHeaderMayBeGivenTwice() throws IOException {
        String answer =
                ask("GET /cookies HTTP/1.1\r\nHost: x\r\nX-Given: 1\r\nConnection: close\r\n\r\n");

        assertThat(answer).contains("Set-Cookie: a=1\r\n", "Set-Cookie: b=2\r\n").endsWith("\n1");
    }

    @Test
    void noContentHasNoBody() throws IOException {
        assertThat(get("/empty")).startsWith("HTTP/1.1 204").endsWith("\r\n\r\n");
    }

    @Test
    void aBugIsAnsweredWithoutInternals() throws IOException {
        assertThat(get("/bug"))
                .startsWith("HTTP/1.1 500")
                .contains("internal_error")
                .doesNotContain("secret")
                .doesNotContain("Exception");
    }

    @Test
    void aStreamIsSeenBeforeItEnds() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).contains("Transfer-Encoding: chunked");
            assertThat(client.line()).isEqualTo("5");
            assertThat(client.line()).isEqualTo("first");
            goOn.countDown();
            assertThat(client.line()).isEqualTo("6");
            assertThat(client.line()).isEqualTo("second");
            assertThat(client.line()).isEqualTo("0");
        }
    }

    @Test
    void aStreamThatFailsIsCutBeforeItsLastChunk() throws IOException {
        String answer = ask("GET /stream-bug HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("1\r\nx\r\n");
    }

    @Test
    void aLostPeerShowsAsAnIoException() throws Exception {
        try (var client = new RawClient(server.port())) {
            client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
            client.bytes(10);
        }

        assertThat(lost.get()).isInstanceOf(IOException.class);
    }

    @Test
    void theJdksClientIsServedToo() throws IOException, InterruptedException, ExecutionException {
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            var request =
                    java.net.http.HttpRequest.newBuilder()
                            .uri(java.net.URI.create("http://127.0.0.1:" + server.port() + "/echo"))
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("hello"))
                            .build();
            var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
        }
    }
}
