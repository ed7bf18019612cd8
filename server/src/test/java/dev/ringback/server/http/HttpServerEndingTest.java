package dev.ringback.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HttpServerEndingTest {

    private static final HttpLimits QUICK =
            HttpLimits.DEFAULT
                    .withRequestTimeout(Duration.ofMillis(200))
                    .withIdleTimeout(Duration.ofMillis(200));
    private static final Route ECHO =
            new Route("POST", "/echo", 100, request -> text(request.body().text()));
    private static final Route THING = Route.get("/things/{id}", _ -> text("thing"));
    private static final String LENGTH = "Content-Length: 9\r\n\r\nab";

    private static HttpResponse text(String text) {
        return new HttpResponse.Whole(200, List.of(), Payload.of(text));
    }

    private static String ask(int port, String request) throws IOException {
        try (var client = new RawClient(port)) {
            return client.send(request).rest();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aRequestThatDripsIsCut() throws IOException {
        HttpServer quick = HttpServer.start("127.0.0.1", 0, List.of(ECHO, THING), QUICK);
        try {
            assertThat(ask(quick.port(), "GET /thi")).isEmpty();
            assertThat(ask(quick.port(), "POST /echo HTTP/1.1\r\nHost: x\r\n" + LENGTH))
                    .doesNotContain("200");
        } finally {
            quick.stop(Duration.ofSeconds(5));
        }
    }

    @Test
    void aConnectionThatStaysIdleIsClosed() throws IOException {
        HttpServer quick = HttpServer.start("127.0.0.1", 0, List.of(ECHO, THING), QUICK);
        try {
            assertThat(ask(quick.port(), "GET /things/1 HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        } finally {
            quick.stop(Duration.ofSeconds(5));
        }
    }

    @Test
    void stoppingLetsARunningRequestFinish() throws Exception {
        var started = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        HttpServer draining =
                HttpServer.start("127.0.0.1", 0, List.of(slow(started, finish)), QUICK);
        try (var client = new RawClient(draining.port());
                var idle = new RawClient(draining.port())) {
            client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
            started.await();
            var stopped = CompletableFuture.runAsync(() -> draining.stop(Duration.ofSeconds(20)));
            assertThat(idle.rest()).isEmpty();
            assertThat(stopped).isNotDone();
            finish.countDown();

            assertThat(client.rest()).startsWith("HTTP/1.1 200").contains("Connection: close");
            stopped.get();
        }
    }

    @Test
    void stoppingCutsWhatDoesNotFinish() throws IOException, InterruptedException {
        var started = new CountDownLatch(1);
        HttpServer draining =
                HttpServer.start(
                        "127.0.0.1", 0, List.of(slow(started, new CountDownLatch(1))), QUICK);
        try (var client = new RawClient(draining.port())) {
            client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
            started.await();
            draining.stop(Duration.ofMillis(50));

            assertThat(client.rest()).doesNotContain("200");
        }
    }

    private static Route slow(CountDownLatch started, CountDownLatch finish) {
        return Route.get(
                "/slow",
                _ -> {
                    started.countDown();
                    await(finish);
                    return text("done");
                });
    }
}
