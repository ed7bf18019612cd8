package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as old proxies, forward proxies and sloppy clients send them, and as nobody may. */
@TestInstance(Lifecycle.PER_CLASS)
class OtherPeersTest {

    private HttpServer server;

    @BeforeAll
    void start() {
        ErrorWords words =
                refusal -> HttpResponse.json(refusal.status(), Payload.of(refusal.code()));
        server =
                HttpServer.start(
                        "127.0.0.1",
                        0,
                        List.of(
                                Route.get("/hello", _ -> text("hello")),
                                new Route("POST", "/echo", 1_000, OtherPeersTest::echo),
                                Route.get("/stream", _ -> stream())),
                        HttpLimits.DEFAULT,
                        Map.of("/", words));
    }

    @AfterAll
    void stop() {
        server.stop(Duration.ofSeconds(5));
    }

    private static HttpResponse.Whole text(String text) {
        return new HttpResponse.Whole(200, List.of(), Payload.of(text));
    }

    private static HttpResponse echo(HttpRequest request) {
        return text(request.header("X-A").orElse("-") + request.body().text());
    }

    private static HttpResponse stream() {
        return new HttpResponse.Streamed(
                200,
                List.of(),
                out -> {
                    for (int i = 0; i < 3; i++) {
                        out.write(("part " + i + "\n").getBytes(StandardCharsets.UTF_8));
                        out.flush();
                    }
                });
    }

    /** Everything that is answered until the connection ends. */
    private String whole(String... parts) throws IOException {
        try (var client = new RawClient(server.port())) {
            for (String part : parts) {
                client.send(part);
            }
            return client.rest();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hello HTTP/1.0\r\n\r\n",
                "GET /hello HTTP/1.0\r\nHost: backend\r\nConnection: close\r\n\r\n",
                "GET /hello HTTP/1.0\nHost: x\n\n",
                "\r\nGET /hello HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n",
                "GET /hello HTTP/1.0\r\nExpect: 100-continue\r\nHost: x\r\n\r\n"
            })
    void theOlderVersionIsAnsweredAndItsConnectionEnds(String request) throws IOException {
        String answer = whole(request);

        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Connection: close\r\n", "Content-Length: 5\r\n")
                .endsWith("\r\n\r\nhello");
    }

    @Test
    void aBodyInTheOlderVersionArrivesHoweverItIsCut() throws IOException {
        String request =
                "POST /echo HTTP/1.0\r\nHost: x\r\nX-A: a\r\nContent-Length: 11\r\n\r\nhello world";
        for (int cut : new int[] {0, 3, 18, 19, 20, 40, request.length() - 5, request.length()}) {
            String answer = whole(request.substring(0, cut), request.substring(cut));

            assertThat(answer).as("cut at %d", cut).endsWith("\r\n\r\nahello world");
        }
    }

    @Test
    void aStreamInTheOlderVersionHasNoChunks() throws IOException {
        assertThat(whole("GET /stream HTTP/1.0\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Connection: close\r\n")
                .doesNotContainIgnoringCase("transfer-encoding")
                .endsWith("\r\n\r\npart 0\npart 1\npart 2\n");
    }

    @Test
    void refusalsAreAnsweredInTheOlderVersionToo() throws IOException {
        assertThat(whole("GET /nowhere HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 404");
        assertThat(whole("HEAD /hello HTTP/1.0\r\n\r\n")).endsWith("\r\n\r\n");
        assertThat(whole("POST /echo HTTP/1.0\r\nContent-Length: 5000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(whole("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .containsPattern("^HTTP/1.1 (400|505)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://x/hello HTTP/1.1\r\nHost: x\r\n",
                "GET http://proxy.example:8288/hello HTTP/1.1\r\nHost: x\r\n",
                "\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n"
            })
    void whatServersHaveToTakeIsTaken(String request) throws IOException {
        assertThat(whole(request + "Connection: close\r\n\r\n")).endsWith("\r\n\r\nhello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hello#part HTTP/1.1\r\nHost: x\r\n",
                "GET /hello HTTP/1.1\r\nHost: x\r\nAuthorization: a b\r\nAuthorization: c d\r\n",
                "GET /hello HTTP/1.1\r\nHost: x\r\n: no name\r\n",
                "GET /hello HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\ncontent-type: c/d\r\n"
            })
    void whatHasTwoReadingsIsRefused(String request) throws IOException {
        assertThat(whole(request + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1001",
                "9223372036854775806",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999"
            })
    void aBodyThatIsTooLongIsRefusedHoweverLongItSaysItIs(String length) throws IOException {
        assertThat(
                        whole(
                                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
                                        + length
                                        + "\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "gzip,chunked", "deflate, chunked", "x"})
    void codingsThatAreNotKnownAreNotImplemented(String coding) throws IOException {
        assertThat(
                        whole(
                                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
                                        + coding
                                        + "\r\n\r\n0\r\n\r\n"))
                .containsPattern("^HTTP/1.1 (501|400)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r\n\r\n"})
    void anEmptyLineBehindARequestIsNoneOfTheNext(String blank) throws IOException {
        String post = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi" + blank;
        String chunked =
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nho\r\n0\r\n\r\n"
                        + blank;
        String get = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n" + blank;
        String last = "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        String answers = whole(post + chunked + post + get + last);

        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(6);
        assertThat(answers).doesNotContain("HTTP/1.1 4").doesNotContain("HTTP/1.1 5");
    }
}
