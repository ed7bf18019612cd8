package dev.ringback.net.http.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.multipart.MultipartLimits;
import dev.ringback.net.http.multipart.MultipartReader;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Routes whose handlers read the body themselves. */
@TestInstance(Lifecycle.PER_CLASS)
class StreamedRouteTest {

    private static final int LIMIT = 64 << 20;
    private static final int SMALL = 1_000;
    private static final int LONG = 48 << 20;
    // No body has room in memory beyond its first 8 KiB.
    private static final HttpLimits LIMITS = HttpLimits.DEFAULT.within(new ByteBudget(1, 0));

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeAll
    void start() {
        var routes =
                List.of(
                        Route.streamed("POST", "/count", LIMIT, StreamedRouteTest::count),
                        Route.streamed("POST", "/v1/count", SMALL, StreamedRouteTest::count),
                        Route.streamed("POST", "/first", LIMIT, this::first),
                        Route.streamed("POST", "/deny", LIMIT, (_, _) -> text(401, "no")),
                        Route.streamed("POST", "/own-words", SMALL, StreamedRouteTest::ownWords),
                        Route.streamed("POST", "/wrapping", SMALL, StreamedRouteTest::wrapping),
                        Route.streamed("POST", "/form", LIMIT, StreamedRouteTest::form),
                        Route.streamed(
                                "POST",
                                "/bug",
                                LIMIT,
                                (_, _) -> {
                                    throw new IOException("the disk is full of secrets");
                                }));
        ErrorWords words =
                refusal -> HttpResponse.json(refusal.status(), Payload.of(refusal.code()));
        server = HttpServer.start("127.0.0.1", 0, routes, LIMITS, Map.of("/v1/", words));
    }

    @AfterAll
    void stop() {
        server.stop(Duration.ofSeconds(5));
    }

    private static HttpResponse text(int status, String text) {
        return new HttpResponse.Whole(status, List.of(), Payload.of(text));
    }

    private static HttpResponse count(HttpRequest head, InputStream body) throws IOException {
        assertThat(head.body()).isEqualTo(Payload.EMPTY);
        return text(200, Long.toString(body.transferTo(OutputStream.nullOutputStream())));
    }

    /** Says what came first, before the rest is there. */
    private HttpResponse first(HttpRequest head, InputStream body) throws IOException {
        seen.add(new String(body.readNBytes(2), US_ASCII));
        return count(head, body);
    }

    private static HttpResponse ownWords(HttpRequest head, InputStream body) throws IOException {
        try {
            return count(head, body);
        } catch (BodyRefused refused) {
            return text(refused.refusal().status(), "too much for me");
        }
    }

    private static HttpResponse wrapping(HttpRequest head, InputStream body) {
        try {
            return count(head, body);
        } catch (IOException wrapped) {
            throw new UncheckedIOException(wrapped);
        }
    }

    private static HttpResponse form(HttpRequest head, InputStream body) throws IOException {
        var reader = MultipartReader.of(head.header("Content-Type"), body, MultipartLimits.DEFAULT);
        var answer = new StringBuilder();
        for (var part = reader.next(); part.isPresent(); part = reader.next()) {
            long length = part.get().content().transferTo(OutputStream.nullOutputStream());
            answer.append(part.get().name()).append('=').append(length).append(' ');
        }
        return text(200, answer.toString());
    }

    private RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    private static String post(String path, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
    }

    private static String length(int bytes) {
        return "Content-Length: " + bytes;
    }

    private static final String CHUNKED = "Transfer-Encoding: chunked";

    /** The next answer, whose body is so long. */
    private static String answer(RawClient client, int length) throws IOException {
        return client.head() + client.bytes(length);
    }

    private String sawFirst() throws InterruptedException {
        return Eventually.take("what the handler saw", seen);
    }

    @Test
    void aLongBodyPassesThoughThereIsNoRoomForIt() throws IOException {
        try (var client = client()) {
            client.send(post("/count", length(LONG))).sendBytes(LONG);
            assertThat(answer(client, 8)).startsWith("HTTP/1.1 200").endsWith("\n" + LONG);
            client.send(post("/count", CHUNKED)).send("%x\r\n".formatted(LONG)).sendBytes(LONG);
            client.send("\r\n0\r\n\r\n");
            assertThat(answer(client, 8)).startsWith("HTTP/1.1 200").endsWith("\n" + LONG);
        }
    }

    @Test
    void aFormPasses() throws IOException {
        String head = "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n";
        String tail = "\r\n--b\r\nContent-Disposition: form-data; name=p\r\n\r\nabc\r\n--b--\r\n";
        String type = "Content-Type: multipart/form-data; boundary=b";
        int file = 3 << 20;
        try (var client = client()) {
            for (int i = 0; i < 2; i++) {
                int length = head.length() + file + tail.length();
                client.send(post("/form", type, length(length)) + head).sendBytes(file).send(tail);
                assertThat(answer(client, 17)).endsWith("\nfile=" + file + " p=3 ");
                client.send(post("/form", type, CHUNKED) + "%x\r\n".formatted(length) + head);
                client.sendBytes(file).send(tail + "\r\n0\r\n\r\n");
                assertThat(answer(client, 17)).endsWith("\nfile=" + file + " p=3 ");
            }
            client.send(post("/form", length(0)));
            assertThat(client.head()).startsWith("HTTP/1.1 415");
        }
    }

    @Test
    void aBodyIsHandedOnWhileItArrives() throws Exception {
        try (var client = client()) {
            client.send(post("/first", length(3)) + "ab");
            assertThat(sawFirst()).isEqualTo("ab");
            assertThat(answer(client.send("c"), 1)).endsWith("\n1");
            client.send(post("/first", CHUNKED) + "100000\r\ncd");
            assertThat(sawFirst()).isEqualTo("cd");
            client.sendBytes((1 << 20) - 2).send("\r\n0\r\n\r\n");
            assertThat(answer(client, 7)).endsWith("\n1048574");
        }
    }

    @Test
    void requestsInOnePacketAreAnsweredInOrder() throws IOException {
        try (var client = client()) {
            client.send(
                    post("/count", CHUNKED)
                            + "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"
                            + post("/count", length(2))
                            + "de"
                            + post("/count")
                            + post("/count", CHUNKED)
                            + "0\r\n\r\n");
            for (String count : List.of("3", "2", "0", "0")) {
                assertThat(answer(client, 1)).startsWith("HTTP/1.1 200").endsWith("\n" + count);
            }
        }
    }

    @Test
    void aBodyThatIsAnnouncedTooLongIsRefusedBeforeItIsSent() throws IOException {
        try (var client = client()) {
            client.send(post("/v1/count", length(SMALL + 1), "Expect: 100-continue"));

            assertThat(answer(client, 9))
                    .startsWith("HTTP/1.1 413")
                    .contains("Connection: close")
                    .endsWith("too_large");
        }
    }

    @Test
    void aBodyThatGrowsTooLongIsRefusedWhileItArrives() throws IOException {
        String chunks = "190\r\n" + "x".repeat(400) + "\r\n";
        for (String path : List.of("/v1/count", "/own-words", "/wrapping")) {
            try (var client = client()) {
                client.send(post(path, CHUNKED) + chunks.repeat(3));
                assertThat(client.head()).as(path).startsWith("HTTP/1.1 413").contains("close");
            }
        }
        try (var client = client()) {
            client.send(post("/own-words", CHUNKED) + chunks.repeat(3));
            assertThat(answer(client, 15)).endsWith("too much for me");
        }
    }

    @Test
    void malformedChunksAreRefused() throws IOException {
        try (var client = client()) {
            client.send(post("/v1/count", CHUNKED) + "1\r\na\r\nzz\r\n");

            assertThat(answer(client, 17)).startsWith("HTTP/1.1 400").endsWith("malformed_request");
        }
    }

    @Test
    void aRefusalReadsNothingOfALongBodyAndClosesTheConnection() throws IOException {
        for (String framing : List.of(length(LONG), CHUNKED)) {
            try (var client = client()) {
                client.send(post("/deny", framing));
                assertThat(answer(client, 2))
                        .startsWith("HTTP/1.1 401")
                        .contains("Connection: close")
                        .endsWith("no");
            }
        }
    }

    @Test
    void whatIsLeftOfAShortBodyIsSkipped() throws IOException {
        try (var client = client()) {
            client.send(post("/deny", length(60_000))).sendBytes(60_000);
            assertThat(answer(client, 2)).startsWith("HTTP/1.1 401").doesNotContain("close");
            client.send(post("/count", length(1)) + "x");
            assertThat(answer(client, 1)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aSenderThatAskedIsToldToGoOnWhenTheBodyIsRead() throws IOException {
        String expect = "Expect: 100-continue";
        for (String framing : List.of(length(2), CHUNKED)) {
            try (var client = client()) {
                client.send(post("/count", framing, expect));
                assertThat(client.head()).startsWith("HTTP/1.1 100");
                client.send(framing.equals(CHUNKED) ? "2\r\nok\r\n0\r\n\r\n" : "ok");
                assertThat(answer(client, 1)).startsWith("HTTP/1.1 200").endsWith("\n2");
            }
        }
        try (var client = client()) {
            client.send(post("/deny", length(2), expect));
            assertThat(client.head()).startsWith("HTTP/1.1 401").contains("Connection: close");
        }
    }

    @Test
    void aBodyThatEndsEarlyGetsNoAnswer() throws IOException {
        for (String start : List.of(length(9) + "\r\n\r\nab", CHUNKED + "\r\n\r\n9\r\nab")) {
            for (String path : List.of("/count", "/wrapping")) {
                try (var client = client()) {
                    client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + start).finish();
                    assertThat(client.rest()).as(path + start).isEmpty();
                }
            }
        }
    }

    @Test
    void anotherFailureOfTheHandlerIsABug() throws IOException {
        try (var client = client()) {
            client.send(post("/bug", length(1), "Connection: close") + "x");
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 500")
                    .contains("internal_error")
                    .doesNotContain("secret");
        }
    }
}
