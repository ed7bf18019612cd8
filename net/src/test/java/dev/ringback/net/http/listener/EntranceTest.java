package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Problem;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets in when many come at once, and how much is read of whom. */
class EntranceTest {

    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String HALF =
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx";
    private static final String BUSY = "GET /busy HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String THING = "GET /thing HTTP/1.1\r\nHost: x\r\n\r\n";

    private final ManualTime time = ManualTime.atNoon();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger busy = new AtomicInteger();
    private final List<RawClient> clients = new ArrayList<>();
    private Optional<HttpServer> server = Optional.empty();

    private void start(HttpLimits limits, Entrance entrance) {
        List<Route> routes =
                List.of(
                        Route.probe("/health", _ -> HttpResponse.noContent()),
                        Route.get("/thing", _ -> HttpResponse.noContent()),
                        Route.get("/busy", _ -> busy()),
                        new Route("POST", "/echo", 100, r -> HttpResponse.json(200, r.body())),
                        Route.streamed("POST", "/read", 100, (_, body) -> read(body)),
                        new Route(
                                "POST",
                                "/closed",
                                1 << 20,
                                Handler.unless(
                                        _ -> Optional.of(Problem.of(401, "no", "no").toResponse()),
                                        _ -> HttpResponse.noContent())));
        server =
                Optional.of(
                        HttpServer.start(
                                "127.0.0.1",
                                0,
                                HttpServer.Service.of(routes),
                                limits,
                                Map.of(),
                                _ -> {},
                                time::nanos,
                                entrance));
    }

    private void start(HttpLimits limits) {
        start(limits, Entrance.OPEN);
    }

    private HttpResponse busy() {
        busy.incrementAndGet();
        Eventually.open("the handlers may go on", goOn);
        return HttpResponse.noContent();
    }

    private HttpResponse read(InputStream body) throws IOException {
        busy.incrementAndGet();
        return HttpResponse.json(200, Payload.of(body.readAllBytes()));
    }

    private RawClient client(String request) throws IOException {
        var client = new RawClient(server.orElseThrow().port());
        clients.add(client);
        return client.send(request);
    }

    @AfterEach
    void stop() throws IOException {
        goOn.countDown();
        for (RawClient client : clients) {
            client.close();
        }
        server.ifPresent(each -> each.stop(Eventually.PATIENCE));
    }

    private String statusOf(String request) throws IOException {
        return client(request).line();
    }

    @Test
    void oneMoreTakesThePlaceOfThoseThatOnlyWait() throws IOException {
        start(HttpLimits.DEFAULT.withConnections(4, 4, 4));
        for (int i = 0; i < 4; i++) {
            assertThat(client(THING).head()).contains("204");
        }
        time.advance(Duration.ofSeconds(2));

        for (int i = 0; i < 4; i++) {
            assertThat(client(THING).head()).contains("204");
            time.advance(Duration.ofSeconds(2));
        }
    }

    @Test
    void whenAllAreBusyOthersAreToldAndProbesAreAnswered() throws IOException {
        start(HttpLimits.DEFAULT.withConnections(4, 4, 4));
        for (int i = 0; i < 4; i++) {
            client(BUSY);
        }
        Eventually.until("all are busy", () -> busy.get() == 4);

        String refused = client(THING).rest();
        assertThat(refused).startsWith("HTTP/1.1 503").contains("Retry-After: ", "overloaded");
        assertThat(refused).contains("\r\nX-Request-Id: req_");
        assertThat(statusOf(HEALTH)).startsWith("HTTP/1.1 204");
        String named = HEALTH.replaceFirst("\r\n", "\r\nx-request-id: mine-7\r\n");
        assertThat(client(named).rest()).contains("\r\nX-Request-Id: mine-7\r\n");
        goOn.countDown();
        Eventually.until(
                "there is room again",
                () -> {
                    time.advance(Duration.ofSeconds(1));
                    return answers(THING, "204");
                });
    }

    private boolean answers(String request, String status) {
        try (var client = new RawClient(server.orElseThrow().port())) {
            return client.send(request).line().contains(status);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void requestsThatHaveNotArrivedTakeNoPlace() throws IOException {
        start(oneAtATime());
        for (int i = 0; i < 20; i++) {
            client(HALF);
        }

        assertThat(statusOf(THING)).contains("204");
        assertThat(statusOf(HEALTH)).contains("204");
    }

    private static HttpLimits oneAtATime() {
        return HttpLimits.DEFAULT.withRequests(1);
    }

    @Test
    void probesNeedNoPlaceEither() throws IOException {
        start(oneAtATime());
        client(BUSY);
        Eventually.until("it is busy", () -> busy.get() == 1);

        assertThat(statusOf(THING)).contains("503");
        assertThat(statusOf(HEALTH)).contains("204");
    }

    @Test
    void anAddressWithTooManyUnfinishedRequestsIsToldSo() throws IOException {
        start(HttpLimits.DEFAULT.withConnections(100, 100, 3));
        String half = HALF.replace("/echo", "/read");
        List<RawClient> halves = List.of(client(half), client(half), client(half));
        Eventually.until("they are being read", () -> busy.get() == 3);

        assertThat(statusOf(THING)).contains("503");
        for (RawClient each : halves) {
            assertThat(each.send("12345678").head()).contains("200");
        }
        Eventually.until("the next may begin", () -> answers(THING, "204"));
    }

    @Test
    void aProxyStandsForMany() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        start(
                HttpLimits.DEFAULT.withConnections(100, 1, 1),
                new Entrance((_, _) -> true, here::equals));

        List<RawClient> halves = List.of(client(HALF), client(HALF), client(HALF));
        for (RawClient half : halves) {
            assertThat(half.send("12345678").head()).contains("200");
        }
    }

    @Test
    void ofARequestThatIsRefusedByItsHeadNoBodyIsAwaited() throws IOException {
        start(HttpLimits.DEFAULT);

        String answer =
                client("POST /closed HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n").head();

        assertThat(answer).startsWith("HTTP/1.1 401").containsIgnoringCase("Connection: close");
    }

    @Test
    void onlyTheHostsThatAreMeantAreAnswered() throws IOException {
        start(HttpLimits.DEFAULT, new Entrance((host, _) -> host.equals("good:1"), _ -> false));

        assertThat(statusOf("GET /thing HTTP/1.1\r\nHost: good:1\r\n\r\n")).contains("204");
        assertThat(statusOf("GET /thing HTTP/1.1\r\nHost: evil\r\n\r\n")).contains("421");
        assertThat(statusOf("GET http://evil/thing HTTP/1.1\r\nHost: good:1\r\n\r\n"))
                .contains("421");
    }

    @Test
    void whereThereIsNoPlaceHostsThatAreNotMeantGetNoProbeEither() throws IOException {
        start(
                HttpLimits.DEFAULT.withConnections(1, 1, 1),
                new Entrance((host, _) -> host.equals("good:1"), _ -> false));
        RawClient _ = client(BUSY.replace("Host: x", "Host: good:1"));
        Eventually.until("it is busy", () -> busy.get() == 1);

        assertThat(statusOf(HEALTH.replace("Host: x", "host:good:1"))).contains("204");
        assertThat(statusOf(HEALTH)).contains("503");
    }

    @Test
    void whatTheStandardSaysOfOddHeadsIsKept() throws IOException {
        start(HttpLimits.DEFAULT);

        assertThat(statusOf("GET http://x/thing HTTP/1.1\r\nHost: x\r\n\r\n")).contains("204");
        assertThat(statusOf("\r\n" + THING)).contains("204");
        assertThat(statusOf("GET /thing HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n")).contains("400");
        assertThat(
                        statusOf(
                                THING.replace("GET /thing", "POST /echo")
                                        .replace(
                                                "Host: x",
                                                "Host: x\r\nTransfer-Encoding: gzip, chunked")))
                .contains("501");
        assertThat(
                        statusOf(
                                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
                                        + Long.MAX_VALUE
                                        + "\r\n\r\n"))
                .contains("413");
    }
}
