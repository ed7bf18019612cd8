package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import java.io.IOException;
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

/** What stands on every answer, and what proxies are told of streams. */
@TestInstance(Lifecycle.PER_CLASS)
class RequestIdTest {

    private static final String MADE = "X-Request-Id: req_[0-9a-f]{32}\r?\n";

    private HttpServer server;

    @BeforeAll
    void start() {
        var own = List.of(new Header("X-Request-Id", "theirs"));
        var events = List.of(new Header("Content-Type", "text/event-stream; charset=utf-8"));
        server =
                HttpServer.start(
                        "127.0.0.1",
                        0,
                        List.of(
                                Route.get("/hello", _ -> HttpResponse.noContent()),
                                Route.get(
                                        "/own",
                                        _ -> new HttpResponse.Whole(200, own, Payload.EMPTY)),
                                Route.get(
                                        "/events",
                                        _ -> new HttpResponse.Streamed(200, events, _ -> {})),
                                Route.get(
                                        "/bytes",
                                        _ -> new HttpResponse.Streamed(200, List.of(), _ -> {})),
                                Route.get(
                                        "/bug",
                                        _ -> {
                                            throw new IllegalStateException("a bug");
                                        })),
                        HttpLimits.DEFAULT,
                        Map.of());
    }

    @AfterAll
    void stop() {
        server.stop(Duration.ofSeconds(5));
    }

    private String head(String request) throws IOException {
        try (var client = new RawClient(server.port()).send(request)) {
            return client.head() + "\n";
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /events HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /bug HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
                "PUT /hello HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /hello HTTP/1.0\r\n\r\n",
                "NONSENSE\r\n\r\n"
            })
    void everyAnswerHasAnId(String request) throws IOException {
        assertThat(head(request)).containsPattern(MADE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "01J9-abc_def.7", "trace/span:1+2=="})
    void theClientsOwnIsTakenWhereItIsSane(String id) throws IOException {
        assertThat(head("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-ID: " + id + "\r\n\r\n"))
                .contains("X-Request-Id: " + id + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with blank", "\u00fc", "a\"b", "<x>"})
    void whatIsNotSaneIsReplaced(String id) throws IOException {
        assertThat(head("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + id + "\r\n\r\n"))
                .containsPattern(MADE);
        assertThat(
                        head(
                                "GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: "
                                        + "a".repeat(129)
                                        + "\r\n\r\n"))
                .containsPattern(MADE);
    }

    @Test
    void anAnswersOwnIsKept() throws IOException {
        assertThat(head("GET /own HTTP/1.1\r\nHost: x\r\n\r\n"))
                .contains("X-Request-Id: theirs\n")
                .doesNotContain("req_");
    }

    @Test
    void proxiesAreToldNotToHoldEventsBack() throws IOException {
        for (String version : List.of("1.1", "1.0")) {
            assertThat(head("GET /events HTTP/" + version + "\r\nHost: x\r\n\r\n"))
                    .contains("Cache-Control: no-cache\n", "X-Accel-Buffering: no\n");
        }
        assertThat(head("GET /bytes HTTP/1.1\r\nHost: x\r\n\r\n"))
                .doesNotContain("X-Accel-Buffering");
    }
}
