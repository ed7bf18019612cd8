package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.SymmetricKey;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.Delivery;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/**
 * Kill -9 while jobs are handed over to an upstream that calls back, and while it does. It repeats
 * a callback until that is acknowledged, and knows nothing of jobs that come twice.
 */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class CallbacksCrashTest {

    private static final int JOBS = 300;
    private static final int CALLERS = 8;
    private static final int KILLS = 3;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final String HOOK = "/generations";
    private static final String SECRET = "whsec_" + "Y3Jhc2hl".repeat(4);

    /** Work that an upstream has taken. */
    private record Task(String id, String path) {

        String body() {
            return "{\"id\":\"%s\",\"status\":\"succeeded\",\"output\":\"of %s\"}"
                    .formatted(id, id);
        }
    }

    private final Map<String, Task> tasks = new ConcurrentHashMap<>();
    private final Queue<Task> toCall = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean over;

    private void answer(StubRequest asked, StubConnection conversation) throws IOException {
        script(asked).play(asked, conversation);
    }

    private Script script(StubRequest asked) {
        if (asked.path().endsWith("/secret")) {
            return Script.json(200, "{\"key\":\"%s\"}".formatted(SECRET));
        }
        if (asked.method().equals("POST")) {
            String id = "p" + count.incrementAndGet();
            var task =
                    new Task(
                            id,
                            URI.create(asked.json().at("webhook").text().orElseThrow()).getPath());
            tasks.put(id, task);
            toCall.add(task);
            return Script.json(201, "{\"id\":\"%s\",\"status\":\"starting\"}".formatted(id));
        }
        String id = asked.path().substring(asked.path().lastIndexOf('/') + 1);
        return Script.json(200, tasks.getOrDefault(id, new Task(id, "")).body());
    }

    /** Calls back, and again until that is acknowledged. */
    private void call(Site site) {
        while (!over) {
            Task task = toCall.poll();
            if (task != null && called(site, task)) {
                acknowledged.incrementAndGet();
            } else {
                Optional.ofNullable(task).ifPresent(toCall::add);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static boolean called(Site site, Task task) {
        long now = Instant.now().getEpochSecond();
        String id = "msg_" + task.id();
        String signature =
                SymmetricKey.parse(SECRET)
                        .sign(id, now, task.body().getBytes(StandardCharsets.UTF_8));
        return site.api()
                .tryToPost(
                        task.path(),
                        task.body(),
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(now),
                        "webhook-signature",
                        signature)
                .filter(answer -> answer.status() / 100 == 2)
                .isPresent();
    }

    @Test
    void eachJobEndsOnceThoughTheServerIsKilledWhileItIsCalledBack(@TempDir Path directory) {
        try (var upstream = StubUpstream.start().plays(this::answer);
                var site = Site.at(directory, () -> Duration.ZERO)) {
            site.with("--upstream", "far=" + upstream.baseUrl());
            site.with("--upstream-kind", "far=replicate", "--upstream-retries", "far=1s,1s,1s");
            site.with("--upstream-concurrency", "far=8").start();
            String webhook = site.endpoint(HOOK, "generation.*");
            List<String> jobs =
                    IntStream.range(0, JOBS).mapToObj(_ -> submitted(site, webhook)).toList();
            List<Thread> callers =
                    IntStream.range(0, CALLERS)
                            .mapToObj(_ -> Thread.ofVirtual().start(() -> call(site)))
                            .toList();
            for (int kill = 1; kill <= KILLS; kill++) {
                int some = kill * JOBS / (KILLS + 1);
                Eventually.until(some + " have called back", () -> acknowledged.get() >= some);
                site.kill();
                site.start();
            }
            Eventually.until("all are told", () -> jobs.stream().allMatch(job -> told(site, job)));
            over = true;
            callers.forEach(caller -> Eventually.ended("a caller", caller));
            site.awaitNothingWaiting();
            assertThat(site.arrivals().distinct()).isEqualTo(JOBS);
            assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
            jobs.forEach(job -> succeeded(site, job));
        }
    }

    private static boolean told(Site site, String job) {
        return site.arrivals().has(new Delivery(HOOK, job + ":completed"));
    }

    private static String submitted(Site site, String webhook) {
        String body =
                """
                {"model": "owner/name", "messages": [{"role": "user", "content": "Where?"}],
                 "metadata": {"webhook_id": "%s"}}\
                """
                        .formatted(webhook);
        Optional<Api.Answer> answer = site.api().tryToPost("/v1/slow/chat/completions", body);
        return answer.orElseThrow().json().get("id").asString();
    }

    private static void succeeded(Site site, String job) {
        JsonNode generation = site.api().get("/v1/generation/" + job);
        assertThat(generation.get("state").asString()).as(job).isEqualTo("Success");
        assertThat(generation.at("/response/choices/0/message/content").asString())
                .as(job)
                .startsWith("of p");
        assertThat(site.deliveries(job + ":completed").toString())
                .as(job)
                .isEqualTo("{\"waiting\":0,\"succeeded\":1,\"dead\":0,\"cancelled\":0}");
    }
}
