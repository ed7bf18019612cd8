package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.PassingTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerEndingTest {

    // Nobody is cut because he is idle, except where it is about that.
    private static final HttpLimits LIMITS =
            HttpLimits.DEFAULT.withIdleTimeout(Duration.ofDays(1_000));
    private static final Route ECHO =
            new Route("POST", "/echo", 100, request -> text(request.body().text()));
    private static final Route THING = Route.get("/things/{id}", _ -> text("thing"));

    private static HttpResponse text(String text) {
        return new HttpResponse.Whole(200, List.of(), Payload.of(text));
    }

    private final ManualTime time = ManualTime.atNoon();

    private HttpServer start(HttpLimits limits, Route... routes) {
        return HttpServer.start(
                "127.0.0.1",
                0,
                HttpServer.Service.of(List.of(routes)),
                limits,
                Map.of(),
                _ -> {},
                time::nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /thi", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"})
    void aRequestThatDoesNotComeOnIsCut(String beginning) throws IOException {
        HttpServer server = start(LIMITS, ECHO, THING);
        try (var client = new RawClient(server.port()).send(beginning);
                var _ = PassingTime.of(time, LIMITS.patience().request())) {
            assertThat(client.rest()).doesNotContain("200");
        } finally {
            server.stop(Eventually.PATIENCE);
        }
    }

    @Test
    void aConnectionThatStaysIdleIsClosed() throws IOException {
        HttpServer server = start(HttpLimits.DEFAULT, ECHO, THING);
        try (var client = new RawClient(server.port())) {
            client.send("GET /things/1 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            assertThat(client.bytes(5)).isEqualTo("thing");
            try (var _ = PassingTime.of(time, HttpLimits.DEFAULT.patience().idle())) {
                assertThat(client.rest()).isEmpty();
            }
        } finally {
            server.stop(Eventually.PATIENCE);
        }
    }

    @Test
    void stoppingLetsARunningRequestFinish() throws IOException {
        var started = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        HttpServer draining = start(LIMITS, slow(started, finish));
        try (var client = new RawClient(draining.port());
                var idle = new RawClient(draining.port())) {
            client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
            Eventually.open("the request is under way", started);
            var stopped = CompletableFuture.runAsync(() -> draining.stop(Eventually.PATIENCE));
            assertThat(idle.rest()).isEmpty();
            assertThat(stopped).isNotDone();
            finish.countDown();

            assertThat(client.rest()).startsWith("HTTP/1.1 200").contains("Connection: close");
            Eventually.get("the end", stopped);
        }
    }

    /** The clock stands still, so whoever is not told to end stays until the time is over. */
    @RepeatedTest(50)
    void stoppingEndsConnectionsThatHaveJustCome() throws IOException {
        HttpServer draining = start(LIMITS, THING);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(new RawClient(draining.port()));
            }
            var stopped = CompletableFuture.runAsync(() -> draining.stop(Duration.ofDays(1)));
            Eventually.get("the end", stopped);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void stoppingCutsWhatDoesNotFinish() throws IOException {
        var started = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        HttpServer draining = start(LIMITS, slow(started, finish));
        try (var client = new RawClient(draining.port())) {
            client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
            Eventually.open("the request is under way", started);
            draining.stop(Duration.ofMillis(50));

            assertThat(client.rest()).doesNotContain("200");
        } finally {
            finish.countDown();
        }
    }

    private static Route slow(CountDownLatch started, CountDownLatch finish) {
        return Route.get(
                "/slow",
                _ -> {
                    started.countDown();
                    Eventually.open("the answer may be given", finish);
                    return text("done");
                });
    }
}
