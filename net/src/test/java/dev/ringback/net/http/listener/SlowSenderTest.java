package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.BodyRefused;
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
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a handler that reads the body itself waits for its sender. */
class SlowSenderTest {

    // Nobody is cut because he is idle, however long that is.
    private static final HttpLimits LIMITS =
            HttpLimits.DEFAULT.withIdleTimeout(Duration.ofDays(1_000));
    private static final int LONG = 4 << 20;

    private final ManualTime time = ManualTime.atNoon();
    private final CompletableFuture<IOException> failed = new CompletableFuture<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() {
        var routes =
                List.of(
                        Route.streamed("POST", "/read", LONG, this::read),
                        Route.streamed("POST", "/wait", LONG, this::waitAndRead));
        server =
                HttpServer.start(
                        "127.0.0.1",
                        0,
                        HttpServer.Service.of(routes),
                        LIMITS,
                        Map.of(),
                        _ -> {},
                        time::nanos);
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        server.stop(Eventually.PATIENCE);
    }

    private HttpResponse read(HttpRequest head, InputStream body) throws IOException {
        try {
            long length = body.transferTo(OutputStream.nullOutputStream());
            return new HttpResponse.Whole(200, List.of(), Payload.of(Long.toString(length)));
        } catch (IOException cut) {
            failed.complete(cut);
            throw cut;
        }
    }

    private HttpResponse waitAndRead(HttpRequest head, InputStream body) throws IOException {
        assertThat(body.read()).isNotNegative();
        begun.countDown();
        Eventually.open("the handler may go on", goOn);
        return read(head, body);
    }

    private RawClient client(String request) throws IOException {
        return new RawClient(server.port()).send(request);
    }

    private static String post(String path, int length) {
        return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(path, length);
    }

    private PassingTime timePasses() {
        return PassingTime.of(time, LIMITS.patience().request());
    }

    @Test
    void aSenderThatStopsIsCutAndTheHandlerToldSo() throws IOException {
        try (var client = client(post("/read", 9) + "ab");
                var _ = timePasses()) {
            assertThat(client.rest()).isEmpty();
        }
        assertThat(Eventually.get("the handler is told", failed))
                .isNotInstanceOf(BodyRefused.class);
    }

    @Test
    void whatCameFastBuysNoLongSilence() throws IOException {
        // At 16 KiB a second this much would pay for four minutes.
        try (var client = client(post("/read", LONG)).sendBytes(LONG - 1);
                var _ = timePasses()) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aHandlerMayTakeItsTime() throws IOException {
        try (var client = client(post("/wait", LONG)).sendBytes(10)) {
            Eventually.open("the handler has begun", begun);
            // Another one that comes later is out of time, so this one would be too.
            try (var late = client(post("/read", 9));
                    var _ = timePasses()) {
                assertThat(late.rest()).isEmpty();
            }
            goOn.countDown();
            client.sendBytes(LONG - 10);

            assertThat(client.head()).startsWith("HTTP/1.1 200");
            assertThat(client.bytes(7)).isEqualTo(Integer.toString(LONG - 1));
        }
    }
}
