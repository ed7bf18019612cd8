package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HeldBodiesTest {

    private static final int LONG = 150 * 1024;
    private static final String BODY = "x".repeat(LONG);

    @Test
    void aBodyForWhichThereIsNoRoomIsAnswered503UntilAnotherIsDone() throws Exception {
        var inside = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var routes =
                List.of(
                        new Route("POST", "/wait", 2 * LONG, _ -> waited(inside, goOn)),
                        new Route("POST", "/short", 2 * LONG, _ -> HttpResponse.noContent()));
        var limits = HttpLimits.DEFAULT.within(new ByteBudget(3L * LONG, 2L * LONG));
        HttpServer server = HttpServer.start("127.0.0.1", 0, routes, limits);
        try (var first = new RawClient(server.port())) {
            first.send(post("/wait", BODY));
            Eventually.open("inside", inside);
            assertThat(answer(server, post("/short", BODY)))
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("retry-after: 1");
            assertThat(answer(server, chunked("/short", BODY))).startsWith("HTTP/1.1 503 ");
            assertThat(answer(server, post("/short", "x".repeat(8 * 1024))))
                    .startsWith("HTTP/1.1 204 ");
            goOn.countDown();
            assertThat(first.head()).startsWith("HTTP/1.1 200 ");
            assertThat(first.send(post("/short", BODY)).bytes(4)).isEqualTo("done");
            assertThat(first.head()).startsWith("HTTP/1.1 204 ");
        } finally {
            goOn.countDown();
            server.stop(Duration.ofSeconds(5));
        }
    }

    private static HttpResponse waited(CountDownLatch inside, CountDownLatch goOn) {
        inside.countDown();
        Eventually.open("goOn", goOn);
        return new HttpResponse.Whole(200, List.of(), Payload.of("done"));
    }

    private static String answer(HttpServer server, String request) throws IOException {
        try (var client = new RawClient(server.port())) {
            return client.send(request).head();
        }
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, body.length(), body);
    }

    private static String chunked(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                .formatted(path, body.length(), body);
    }
}
