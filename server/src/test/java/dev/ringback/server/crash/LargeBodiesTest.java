package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.crash.Api.Answer;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.CountingReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Large bodies in flight, in a small heap: the process lives, and so do its next lives, in which
 * all that was running is due at once; others are delivered meanwhile, and what waits is delivered
 * when there is room.
 */
@ResourceLock("child processes")
class LargeBodiesTest {

    private static final String SMALL = "96m";
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @TempDir Path directory;

    private final CountingReceiver others = CountingReceiver.start(() -> Duration.ZERO);

    @AfterEach
    void close() {
        others.close();
    }

    private static String event(String type, int bytes) {
        return "{\"type\":\"%s\",\"data\":{\"x\":\"%s\"}}".formatted(type, "a".repeat(bytes));
    }

    private static String chat(int bytes) {
        return """
        {"model":"demo/echo","messages":[{"role":"user","content":"%s"}]}\
        """
                .formatted("a".repeat(bytes));
    }

    /** Sends until it is taken: a server that has no room says so, and lives. */
    private static void taken(Site site, String path, String body) {
        Eventually.until(
                "it is taken",
                () -> {
                    Optional<Answer> answer = site.api().tryToPost(path, body);
                    assertThat(answer).as("the process lives").isPresent();
                    assertThat(answer.get().status()).isIn(200, 202, 503);
                    return answer.get().status() != 503;
                });
    }

    private static void another(Site site) {
        site.process().close();
        site.start();
    }

    private void othersGoOn(Site site) {
        int before = others.arrivals().distinct();
        taken(site, "/api/v1/events", event("small", 10));
        Eventually.until("the others are delivered", () -> others.arrivals().distinct() > before);
    }

    @Test
    void receiversThatHangEndNoProcess() {
        hanging(SMALL, 8, 950_000, 8);
    }

    @ParameterizedTest
    @Tag("deep")
    @CsvSource({
        "96m, 1, 1000000, 60",
        "96m, 20, 950000, 16",
        "96m, 100, 50000, 40",
        "96m, 1000, 100000, 2",
        "512m, 8, 950000, 24",
        "512m, 20, 950000, 16",
        "512m, 1000, 100000, 2"
    })
    void howeverManyHangAndWhateverTheyAreSent(String heap, int endpoints, int bytes, int events) {
        hanging(heap, endpoints, bytes, events);
    }

    private void hanging(String heap, int endpoints, int bytes, int events) {
        try (var site = new Site(directory, heap, () -> FOR_EVER)) {
            site.start();
            for (int i = 0; i < endpoints; i++) {
                site.endpoint("/hook" + i, "large");
            }
            String other =
                    "{\"url\":\"%s\",\"event_types\":[\"small\"],\"readiness_check\":false}"
                            .formatted(others.url("/other"));
            site.api().post("/api/v1/endpoints", other);
            for (int i = 0; i < events; i++) {
                taken(site, "/api/v1/events", event("large", bytes));
            }
            for (int life = 0; life < 2; life++) {
                othersGoOn(site);
                another(site);
            }
            othersGoOn(site);
            site.receiver().pace(() -> Duration.ZERO);
            another(site);
            site.awaitNothingWaiting();
            assertThat(site.arrivals().distinct()).isEqualTo(endpoints * events);
        }
    }

    @Test
    void largeJobsAreToldOneAfterTheOther() {
        try (var site = new Site(directory, SMALL, () -> Duration.ZERO)) {
            site.start();
            site.endpoint("/done", "generation.completed");
            for (int i = 0; i < 4; i++) {
                taken(site, "/v1/slow/chat/completions", chat(2_200_000));
            }
            another(site);
            Eventually.until("all are told", () -> site.arrivals().distinct() == 4);
        }
    }

    @Test
    void jobsOfManySmallValuesAreTold() {
        String values = "\"a\",".repeat(980_000);
        String body =
                """
                {"model":"demo/echo","messages":[{"role":"user","content":"x"}],"x":[%s"z"]}\
                """
                        .formatted(values);
        try (var site = new Site(directory, "512m", () -> Duration.ZERO)) {
            site.start();
            site.endpoint("/done", "generation.completed");
            for (int i = 0; i < 6; i++) {
                taken(site, "/v1/slow/chat/completions", body);
            }
            another(site);
            Eventually.until("all are told", () -> site.arrivals().distinct() == 6);
        }
    }

    /** As large as they may be, many at a time: those for which there is no room are sent again. */
    @ParameterizedTest
    @Tag("deep")
    @CsvSource({
        "/v1/slow/chat/completions, 9000000, 15",
        "/v1/slow/chat/completions, 3000000, 60",
        "/v1/async/embeddings, 0, 24"
    })
    void largeJobsThatComeTogetherAreAllTold(String path, int bytes, int jobs) {
        String body = bytes == 0 ? numbers() : chat(bytes);
        try (var site = new Site(directory, "512m", () -> Duration.ZERO)) {
            site.start();
            site.endpoint("/done", "*");
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                clients.add(Thread.ofVirtual().start(() -> taken(site, path, body)));
            }
            for (Thread client : clients) {
                Eventually.ended("a client", client);
            }
            another(site);
            Eventually.until("all are told", () -> site.arrivals().distinct() == jobs);
        }
    }

    /** A hundred texts of eight thousand tokens, each of them a number. */
    private static String numbers() {
        String text = "[" + "1012,".repeat(7_999) + "7]";
        return "{\"model\":\"demo/echo\",\"input\":[%s]}"
                .formatted(String.join(",", Collections.nCopies(100, text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/slow/chat/completions", "/v1/chat/completions", "/api/v1/events"})
    void aBodyThatCanNeverFitIsRefusedWithTheLimit(String path) {
        try (var site = new Site(directory, SMALL, () -> Duration.ZERO)) {
            site.start();
            Answer answer = site.api().tryToPost(path, chat(9_500_000)).orElseThrow();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).containsPattern("longer than \\d+ bytes");
        }
    }
}
