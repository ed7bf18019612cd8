package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.Delivery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/** Kill -9 under a burst of webhooks of a provider that repeats what was not acknowledged. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class WebhookCrashTest {

    private static final long SEED = 20_261_130;
    private static final String HOOK = "/received";
    private static final int MOST_PER_ROUND = 800;

    @Test
    void whatWasAcknowledgedIsThereOnceAndIsDelivered(@TempDir Path directory) {
        rounds(directory, SEED, 4);
    }

    @Test
    @Tag("deep")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whatWasAcknowledgedIsThereOnceThroughFiftyCrashes(@TempDir Path directory) {
        long seed = System.nanoTime();
        System.out.println("seed of the fifty crashes under webhooks: " + seed);
        rounds(directory, seed, 50);
    }

    private static void rounds(Path directory, long seed, int rounds) {
        var random = new Random(seed);
        var pace = new Random(seed);
        try (Site site = Site.at(directory, () -> CrashRounds.slow(pace).dividedBy(10))) {
            site.start();
            site.endpoint(HOOK, "stripe/*", 256);
            JsonNode source =
                    site.api()
                            .post(
                                    "/api/v1/sources",
                                    "{\"provider\":\"stripe\",\"secrets\":[\"%s\"]}"
                                            .formatted(WebhookBurst.SECRET));
            try (var burst = new WebhookBurst(site, "/in/" + source.get("token").asString())) {
                for (int i = 0; i < rounds; i++) {
                    int until = burst.count() + 1 + random.nextInt(MOST_PER_ROUND);
                    Eventually.until("webhooks go on", () -> burst.count() >= until);
                    site.kill();
                    site.start();
                }
                burst.stop();
                check(site, source.get("id").asString(), burst);
            }
        }
    }

    private static void check(Site site, String source, WebhookBurst burst) {
        Map<String, List<JsonNode>> byKey = new HashMap<>();
        List<JsonNode> events = site.all("/api/v1/events?limit=100&source=" + source);
        for (JsonNode event : events) {
            String key = event.get("idempotency_key").asString();
            byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(event);
        }
        assertThat(byKey.keySet()).containsAll(burst.acknowledged());
        assertThat(events).hasSizeGreaterThanOrEqualTo(burst.acknowledgements());
        Set<String> firsts = new HashSet<>();
        byKey.forEach((key, all) -> firsts.add(first(key, all)));
        Eventually.until(
                "each first one arrives",
                () -> firsts.stream().allMatch(id -> site.arrivals().has(new Delivery(HOOK, id))));
        site.awaitNothingWaiting();
        assertThat(site.arrivals().distinct()).isEqualTo(firsts.size());
        assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
        System.out.printf("%s; %d duplicates kept%n", burst, events.size() - firsts.size());
        assertThat(events).as("some were duplicates").hasSizeGreaterThan(firsts.size());
    }

    /** The one event of a key that is no duplicate; all others name it. */
    private static String first(String key, List<JsonNode> all) {
        List<String> firsts =
                all.stream()
                        .filter(each -> !each.has("duplicate_of"))
                        .map(each -> each.get("id").asString())
                        .toList();
        assertThat(firsts).as(key).hasSize(1);
        assertThat(all)
                .filteredOn(each -> each.has("duplicate_of"))
                .allSatisfy(each ->
                        assertThat(each.get("duplicate_of").asString())
                                .as(key)
                                .isEqualTo(firsts.getFirst()));
        return firsts.getFirst();
    }
}
