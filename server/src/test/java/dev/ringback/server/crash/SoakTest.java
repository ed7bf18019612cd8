package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.ServerProcess;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Minutes of every shape at once, after which memory, threads and files are what they were. */
@Tag("deep")
@ResourceLock("child processes")
class SoakTest {

    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration SOAK = Duration.ofMinutes(4);

    /** How many of the latest events functions can wait for without reading the disk. */
    private static final int REMEMBERED = 100_000;

    /** Events in one request. */
    private static final int FULL = 1_000;

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String HOOK = "/soak";

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What a process holds when it has nothing to do. */
    private record Held(long liveBytes, long threads, long files) {

        static Held by(ServerProcess process) {
            return new Held(process.liveBytes(), process.threads(), process.openFiles());
        }
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whatIsOverLeavesNothingBehind(@TempDir Path directory) {
        var upstreamAnswer = Script.after(Duration.ofMillis(20), Script.says("Paris"));
        try (var upstream = StubUpstream.start().plays(upstreamAnswer);
                var site = Site.at(directory, () -> Duration.ZERO)) {
            site.with("--upstream", "stub=" + upstream.baseUrl()).start();
            String webhook = site.endpoint(HOOK, "*");
            run(site, webhook, WARM_UP);
            fill(site);
            Held before = Held.by(site.process());
            run(site, webhook, SOAK);
            Held after = Held.by(site.process());
            System.out.printf(
                    "soak: %d webhooks arrived; at rest %s, and then %s%n",
                    site.arrivals().distinct(), before, after);
            assertThat(after.liveBytes()).isBetween(1L << 20, before.liveBytes() + (2 << 20));
            assertThat(after.threads()).isLessThan(before.threads() + 20);
            assertThat(after.files()).isLessThan(before.files() + 20);
            assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
            assertThat(site.all("/api/v1/deliveries?state=dead&limit=100")).isEmpty();
        }
    }

    /** What is remembered of the latest events, up to a bound, is all there from now on. */
    private static void fill(Site site) {
        for (int i = 0; i < REMEMBERED / FULL; i++) {
            site.publish("filling-", i * FULL, FULL);
        }
        site.awaitNothingWaiting();
    }

    private void run(Site site, String webhook, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (IntConsumer shape : shapes(site, webhook)) {
            threads.add(Thread.ofVirtual().start(() -> repeat(shape, end)));
        }
        for (Thread each : threads) {
            Eventually.ended("one of many", each);
        }
        assertThat(failures).isEmpty();
        site.awaitNothingWaiting();
    }

    private void repeat(IntConsumer shape, long end) {
        try {
            for (int n = 0; System.nanoTime() < end; n++) {
                shape.accept(n);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (RuntimeException | AssertionError failure) {
            failures.add(failure);
        }
    }

    private static List<IntConsumer> shapes(Site site, String webhook) {
        Api api = site.api();
        String life = UUID.randomUUID().toString();
        String named = "\"metadata\": {\"webhook_id\": \"" + webhook + "\"}";
        return List.of(
                n -> site.publish(life + "-", n * 10, 10),
                _ -> api.post("/v1/chat/completions", chat("\"user\": \"soak\"")),
                _ -> api.tryToPost("/v1/chat/completions", chat("\"stream\": true")),
                _ -> api.post("/v1/slow/chat/completions?wait=5s", chat(named)),
                _ -> calledOff(api, "/v1/slow/chat/completions", chat(named), "/v1/generation/"),
                _ -> calledOff(api, "/v1/responses", response(), "/v1/responses/"),
                _ -> group(api, webhook),
                _ -> prediction(site),
                _ -> batch(api));
    }

    private static String chat(String more) {
        return "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Where?\"}], %s}"
                .formatted(more);
    }

    private static String response() {
        return "{\"model\": \"m\", \"input\": \"Where?\", \"background\": true}";
    }

    /** Calls a job off, which may be over by then. */
    private static void calledOff(Api api, String path, String body, String jobs) {
        String id = api.post(path, body).get("id").asString();
        api.post(jobs + id + "/cancel", "");
    }

    private static void group(Api api, String webhook) {
        String member = chat("\"seed\": 1");
        api.post(
                "/v1/slow/group/chat/completions",
                "{\"requests\": [%s, %s], \"webhook_id\": \"%s\"}"
                        .formatted(member, member, webhook));
    }

    private static void prediction(Site site) {
        site.api()
                .post(
                        "/v1/predictions",
                        """
                        {"model": "me/m", "input": {"prompt": "Where?"},
                         "webhook": {"url": "%s", "secret": "s"}}\
                        """
                                .formatted(site.receiver().url("/predictions")));
    }

    private static void batch(Api api) {
        var lines = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            lines.append(
                    """
                    {"custom_id": "%d", "method": "POST", "url": "/v1/chat/completions", "body": %s}
                    """
                            .formatted(i, chat("\"seed\": 1")));
        }
        String file = api.upload(lines.toString()).get("id").asString();
        api.post(
                "/v1/batches?wait=5s",
                """
                {"input_file_id": "%s", "endpoint": "/v1/chat/completions",
                 "completion_window": "24h"}\
                """
                        .formatted(file));
    }
}
