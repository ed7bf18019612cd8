package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.port.StoreBusyException;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.RawClient;
import dev.ringback.net.http.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is answered, and told in the log, when the store does not do what a request needs. */
final class StoreTroubleTest {

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Logger log = Logger.getLogger(Listener.class.getName());
    private final Handler ear =
            new Handler() {
                @Override
                public void publish(LogRecord entry) {
                    told.add(entry.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
    private final HttpServer server =
            HttpServer.start(
                    "127.0.0.1",
                    0,
                    List.of(
                            Route.get(
                                    "/busy",
                                    _ -> {
                                        throw new IllegalStateException(
                                                new StoreBusyException("too many lists"));
                                    }),
                            Route.get(
                                    "/away",
                                    _ -> {
                                        throw new StoreException("disk full");
                                    })),
                    HttpLimits.DEFAULT);

    @BeforeEach
    void listen() {
        log.addHandler(ear);
    }

    @AfterEach
    void stop() {
        log.removeHandler(ear);
        server.stop(Duration.ofSeconds(5));
    }

    private String get(String path) throws IOException {
        try (var client = new RawClient(server.port())) {
            return client.send(
                            "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                    .formatted(path))
                    .rest();
        }
    }

    @Test
    void aListForWhichThereIsNoTurnIsToBeAskedForAgainAndNothingIsWrong() throws IOException {
        assertThat(get("/busy"))
                .startsWith("HTTP/1.1 503")
                .containsIgnoringCase("retry-after: 1")
                .contains("\"code\":\"overloaded\"", "Too many lists");
        assertThat(told).doesNotContain("GET /busy failed");
    }

    @Test
    void aStoreThatFailsIsAnsweredAsItsOwnTroubleAndTold() throws IOException {
        assertThat(get("/away"))
                .startsWith("HTTP/1.1 503")
                .contains("\"code\":\"store_away\"")
                .doesNotContain("disk full");
        assertThat(told).contains("GET /away failed");
    }
}
