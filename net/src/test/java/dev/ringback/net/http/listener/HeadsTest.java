package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HeadDecision;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What handlers learn by the head, and decide by it. */
class HeadsTest {

    private static final int MOST = 10;

    private final Queue<Integer> refused = new ConcurrentLinkedQueue<>();
    private final HttpServer server =
            HttpServer.start(
                    "127.0.0.1",
                    0,
                    List.of(
                            new Route("POST", "/echo/{rest*}", 100, HeadsTest::echo),
                            new Route("POST", "/bounded", 100, Handler.gated(this::bounded))),
                    HttpLimits.DEFAULT);

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    private static HttpResponse echo(HttpRequest request) {
        String from = request.peer().address().map(InetAddress::getHostAddress).orElse("nobody");
        Payload body = Payload.of(request.target() + " from " + from);
        return new HttpResponse.Whole(200, List.of(), body);
    }

    private HeadDecision bounded(HttpRequest head) {
        return new HeadDecision.Admitted(
                Optional.empty(),
                new HeadDecision.BodyRule(MOST, true, this::refuse),
                request -> new HttpResponse.Whole(200, List.of(), request.body()));
    }

    private void refuse(Refusal refusal) {
        refused.add(refusal.status());
    }

    private String answer(String request) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.send(request);
            return client.rest();
        }
    }

    private String asked(String target) throws IOException {
        return answer("POST " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    @Test
    void theTargetIsGivenExactlyAsItCame() throws IOException {
        for (String target :
                List.of("/echo/a%2Fb", "/echo/a/?q=%41+b&&q", "/echo/%7e?x", "/echo//")) {
            assertThat(asked(target)).endsWith(target + " from 127.0.0.1");
        }
    }

    @Test
    void anAbsoluteTargetIsGivenByItsPath() throws IOException {
        assertThat(asked("http://x/echo/a%20b?c=d")).endsWith("/echo/a%20b?c=d from 127.0.0.1");
    }

    @Test
    void aPackedBodyIsGivenOnAsItCameToWhoTakesIt() throws IOException {
        String head = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n";
        for (String coding : List.of("gzip", "br", "zstd, gzip", "x-unknown")) {
            String packed = head + "Content-Encoding: " + coding + "\r\n\r\n\1\2\3";
            assertThat(answer("POST /bounded" + packed)).contains(" 200 ").endsWith("\1\2\3");
            assertThat(answer("POST /echo/a" + packed))
                    .contains(" 415 ")
                    .contains("Accept-Encoding: identity");
        }
        String plain = head + "Content-Encoding: identity\r\n\r\nabc";
        assertThat(answer("POST /echo/a" + plain)).contains(" 200 ");
    }

    @Test
    void aHandlerMayBoundTheBodyAndHearsWhichIsRefused() throws IOException {
        String head = "POST /bounded HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        assertThat(answer(head + "Content-Length: 10\r\n\r\n0123456789")).endsWith("0123456789");
        assertThat(refused).isEmpty();

        assertThat(answer(head + "Content-Length: 11\r\n\r\n01234567890")).contains(" 413 ");
        String chunked =
                "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n6\r\n678901\r\n0\r\n\r\n";
        assertThat(answer(head + chunked)).contains(" 413 ");
        assertThat(refused).containsExactly(413, 413);
    }
}
