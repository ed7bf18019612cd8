package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.Delivery;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/**
 * Kill -9 while a thousand slow generations are under way and quick ones come and go. Until then
 * the upstream holds the slow ones back, so that it is certain that each of them is cut off.
 */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class GenerationsCrashTest {

    private static final int SLOW = 1_000;
    private static final int QUICK = 100;
    private static final int SUBMITTERS = 8;
    private static final String HOOK = "/generations";

    /** What a job was acknowledged with, by the id that its client gave it. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger quick = new AtomicInteger();
    private volatile boolean killed;

    private void answer(StubRequest asked, StubConnection conversation) throws IOException {
        boolean slow = asked.body().text().contains("\"slow-");
        if (slow && !killed) {
            held.incrementAndGet();
            conversation.awaitHangUp();
        } else {
            Duration latency = Duration.ofMillis(slow ? 1_500 : 20);
            Script.after(latency, Script.says("Paris")).play(asked, conversation);
        }
    }

    @Test
    void whatWasCutOffIsAskedForOnceMoreAndNoGenerationIsLost(@TempDir Path directory) {
        try (var upstream = StubUpstream.start().plays(this::answer);
                var site = Site.at(directory, () -> Duration.ZERO)) {
            site.with("--upstream", "stub=" + upstream.baseUrl());
            site.with("--upstream-metadata", "stub=on");
            site.with("--upstream-concurrency", "stub=" + (SLOW + 200)).start();
            String webhook = site.endpoint(HOOK, "generation.*");
            Together.each(
                    IntStream.range(0, SLOW).mapToObj(n -> "slow-" + n).toList(),
                    own ->
                            Eventually.until(
                                    "it is taken",
                                    () -> {
                                        assertThat(submit(site, webhook, own)).isTrue();
                                        return acknowledged.containsKey(own);
                                    }));
            Thread[] submitters = new Thread[SUBMITTERS];
            for (int i = 0; i < SUBMITTERS; i++) {
                submitters[i] = Thread.ofVirtual().start(() -> submitQuick(site, webhook));
            }
            Eventually.until(
                    "the slow ones are under way, and quick ones are done",
                    () -> held.get() >= SLOW && site.arrivals().distinct() >= QUICK);
            site.kill();
            for (Thread each : submitters) {
                Eventually.ended("one of many", each);
            }
            Set<String> told = told(site);
            assertThat(told).noneMatch(own -> own.startsWith("slow-"));
            killed = true;
            site.start();
            Eventually.until("all are told", () -> told(site).size() == acknowledged.size());
            site.awaitNothingWaiting();
            notTooOften(site, upstream.timesAsked("metadata", "custom_id"), told);
            Together.each(acknowledged.keySet(), own -> succeeded(site, own));
        }
    }

    private void submitQuick(Site site, String webhook) {
        boolean more = true;
        while (more) {
            more = submit(site, webhook, "quick-" + quick.getAndIncrement());
        }
    }

    /** Whether there was an answer. */
    private boolean submit(Site site, String webhook, String own) {
        String body =
                """
                {"model": "m", "messages": [{"role": "user", "content": "Where?"}],
                 "metadata": {"webhook_id": "%s", "custom_id": "%s"}}\
                """
                        .formatted(webhook, own);
        Optional<Api.Answer> answer = site.api().tryToPost("/v1/slow/chat/completions", body);
        // A busy server has no room at times, and says so.
        answer.filter(each -> each.status() != 503)
                .ifPresent(each -> {
                    assertThat(each.status()).as(each.body()).isEqualTo(200);
                    acknowledged.put(own, each.json().get("id").asString());
                });
        return answer.isPresent();
    }

    private static Delivery delivery(String generation) {
        return new Delivery(HOOK, generation + ":completed");
    }

    /** The acknowledged jobs whose webhook has arrived. */
    private Set<String> told(Site site) {
        return acknowledged.entrySet().stream()
                .filter(each -> site.arrivals().has(delivery(each.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * One call per job, and one more for those that were cut off; the webhook of a generation is
     * sent when its end is on disk, so what was told before the crash is not asked for again.
     */
    private void notTooOften(Site site, Map<String, Integer> times, Set<String> toldBefore) {
        assertThat(times.keySet()).containsAll(acknowledged.keySet());
        assertThat(times)
                .allSatisfy((own, asked) ->
                        assertThat(asked)
                                .as(own)
                                .isBetween(
                                        own.startsWith("slow-") ? 2 : 1,
                                        toldBefore.contains(own) ? 1 : 2));
        assertThat(site.arrivals().distinct() - acknowledged.size())
                .as("jobs of which the client did not hear any more")
                .isBetween(0, SUBMITTERS);
        assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
        assertThat(site.arrivals().repeatedLater().values())
                .allSatisfy(each -> assertThat(each).isLessThanOrEqualTo(Site.IN_FLIGHT));
    }

    private void succeeded(Site site, String own) {
        String id = acknowledged.getOrDefault(own, "");
        JsonNode generation = site.api().get("/v1/generation/" + id);
        assertThat(generation.get("state").asString()).as(own).isEqualTo("Success");
        assertThat(generation.at("/request/metadata/custom_id").asString()).isEqualTo(own);
        assertThat(generation.at("/response/choices/0/message/content").asString())
                .isEqualTo("Paris");
        assertThat(site.deliveries(id + ":completed").toString())
                .as(own)
                .isEqualTo("{\"waiting\":0,\"succeeded\":1,\"dead\":0,\"cancelled\":0}");
    }
}
