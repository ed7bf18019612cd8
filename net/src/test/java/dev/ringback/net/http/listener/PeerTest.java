package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.PassingTime;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that want to know whether the peer is still there. */
class PeerTest {

    /** Who waits for so long fails the test. */
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final HttpServer server =
            HttpServer.start(
                    "127.0.0.1",
                    0,
                    List.of(
                            new Route("POST", "/slow", 100, this::slow),
                            new Route("POST", "/quick", 100, this::quick),
                            new Route("POST", "/pieces", 100, this::pieces),
                            Route.streamed("POST", "/unread", 100, this::unread)),
                    HttpLimits.DEFAULT);

    @AfterEach
    void stop() {
        answer.countDown();
        server.stop(FOR_EVER);
    }

    private HttpResponse slow(HttpRequest request) {
        HttpResponse response = quick(request);
        Eventually.open("the answer may be given", answer);
        return response;
    }

    private HttpResponse quick(HttpRequest request) {
        request.peer().whenGone(gone::incrementAndGet);
        asked.incrementAndGet();
        return new HttpResponse.Whole(200, List.of(), request.body());
    }

    private HttpResponse pieces(HttpRequest request) {
        HttpResponse whole = slow(request);
        return new HttpResponse.Streamed(
                whole.status(),
                List.of(),
                out -> {
                    written.incrementAndGet();
                    out.write(request.body().bytes());
                });
    }

    private HttpResponse unread(HttpRequest head, InputStream body) throws IOException {
        head.peer().whenGone(gone::incrementAndGet);
        asked.incrementAndGet();
        return new HttpResponse.Whole(200, List.of(), Payload.of(body.readAllBytes()));
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, body.length(), body);
    }

    private RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    private void answered(RawClient client, String body) throws IOException {
        assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        assertThat(client.bytes(body.length())).isEqualTo(body);
    }

    @Test
    void aPeerThatClosesTheConnectionIsGone() throws IOException {
        try (var client = client()) {
            client.send(post("/slow", "one"));
            Eventually.until("it is asked", () -> asked.get() == 1);
            assertThat(gone).hasValue(0);
        }
        Eventually.until("it is gone", () -> gone.get() == 1);
    }

    /** What an answer is made of may be held until its writer has let go of it. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void aStreamedAnswerIsWrittenThoughThePeerIsGoneBeforeItBegins(String version)
            throws IOException {
        try (var client = client()) {
            client.send(post("/pieces", "one").replace("HTTP/1.1", version));
            Eventually.until("it is asked", () -> asked.get() == 1);
            client.reset();
        }
        Eventually.until("it is gone", () -> gone.get() == 1);

        answer.countDown();

        server.stop(FOR_EVER);
        assertThat(written).hasValue(1);
    }

    @Test
    void soIsOneThatWillSendNoMoreThoughItCanHaveItsAnswer() throws IOException {
        try (var client = client().send(post("/slow", "one")).finish()) {
            Eventually.until("it is gone", () -> gone.get() == 1);
            answer.countDown();
            answered(client, "one");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whatIsSentMeanwhileIsAnsweredInItsTurn() throws IOException {
        try (var client = client()) {
            client.send(post("/slow", "one"));
            Eventually.until("it is asked", () -> asked.get() == 1);
            client.send(post("/quick", "two") + "POST /qu");
            client.send(post("/quick", "three").substring("POST /qu".length()));
            answer.countDown();
            answered(client, "one");
            answered(client, "two");
            answered(client, "three");
            assertThat(gone).hasValue(0);
        }
        Eventually.until("the last is told", () -> gone.get() > 0);
    }

    @Test
    void aKeptConnectionServesOneRequestAfterTheOther() throws IOException {
        try (var client = client()) {
            for (int i = 0; i < 50; i++) {
                client.send(post("/quick", "request " + i));
                answered(client, "request " + i);
            }
            assertThat(gone).hasValue(0);
        }
    }

    @Test
    void whoseBodyIsUnreadIsNotWatched() throws IOException {
        try (var client = client()) {
            String request = post("/unread", "a body");
            client.send(request.substring(0, request.length() - 3));
            Eventually.until("it is asked", () -> asked.get() == 1);
            client.send(request.substring(request.length() - 3));
            answered(client, "a body");
            client.send(post("/quick", "two"));
            answered(client, "two");
        }
    }

    @Test
    void anIdleConnectionThatWasWatchedDoesNotHoldUpTheEnd() throws IOException {
        try (var client = client()) {
            client.send(post("/quick", "one"));
            answered(client, "one");
            server.stop(FOR_EVER);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void anIdleConnectionThatWasWatchedIsClosedInTime() throws IOException {
        ManualTime time = ManualTime.atNoon();
        HttpServer quick =
                HttpServer.start(
                        "127.0.0.1",
                        0,
                        HttpServer.Service.of(
                                List.of(new Route("POST", "/quick", 100, this::quick))),
                        HttpLimits.DEFAULT,
                        Map.of(),
                        _ -> {},
                        time::nanos);
        try (var client = new RawClient(quick.port())) {
            client.send(post("/quick", "one"));
            answered(client, "one");
            try (var _ = PassingTime.of(time, HttpLimits.DEFAULT.patience().idle())) {
                assertThat(client.rest()).isEmpty();
            }
        } finally {
            quick.stop(FOR_EVER);
        }
    }
}
