package dev.ringback.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.listener.HttpServer;
import dev.ringback.server.api.DescribedAnswers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbesTest {

    private final Map<String, String> broken = new ConcurrentHashMap<>();
    private final HttpServer server =
            HttpServer.start(
                    "127.0.0.1",
                    0,
                    Health.GOOD
                            .and("disk_low", () -> reason("disk_low"))
                            .and("store_away", () -> reason("store_away"))
                            .and("odd", this::odd)
                            .routes("1.2.3"),
                    HttpLimits.DEFAULT);

    private Optional<String> reason(String code) {
        return Optional.ofNullable(broken.get(code));
    }

    private Optional<String> odd() {
        if (broken.containsKey("odd")) {
            throw new IllegalStateException("a bug");
        }
        return Optional.empty();
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ofSeconds(5));
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            DescribedAnswers.check(answer);
            return answer;
        }
    }

    @Test
    void aServerIsReadyWhileAllItsConditionsHold() throws Exception {
        HttpResponse<String> answer = ask("/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void everyReasonIsSaidAndWhenToAskAgain() throws Exception {
        broken.put("store_away", "The store answers no reads.");
        broken.put("disk_low", "Little is free.");

        HttpResponse<String> answer = ask("/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"status\":\"not_ready\",\"reasons\":["
                                + "{\"code\":\"disk_low\",\"detail\":\"Little is free.\"},"
                                + "{\"code\":\"store_away\","
                                + "\"detail\":\"The store answers no reads.\"}]}");
    }

    @Test
    void aConditionThatCannotBeJudgedIsNotTakenForFulfilled() throws Exception {
        broken.put("odd", "");

        assertThat(ask("/ready").body()).contains("not_ready", "odd");
    }

    @Test
    void theSignOfLifeAsksForNoCondition() throws Exception {
        broken.put("store_away", "The store answers no reads.");

        HttpResponse<String> answer = ask("/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ok\",\"version\":\"1.2.3\"}");
    }
}
