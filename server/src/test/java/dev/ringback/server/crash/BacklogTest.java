package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A server that is killed with much waiting, and starts again. */
@ResourceLock("child processes")
class BacklogTest {

    private static final int BATCH = 1_000;

    @Test
    void aHundredThousandWaitingDeliveriesDoNotHoldUpTheStart(@TempDir Path directory) {
        try (Site site = new Site(directory, "256m", () -> Duration.ZERO)) {
            waiting(site, 100_000, 2_000);
        }
    }

    @Test
    @Tag("deep")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aMillionWaitingDeliveriesFitIntoASmallHeap(@TempDir Path directory) {
        try (Site site = new Site(directory, "256m", () -> Duration.ZERO)) {
            waiting(site, 1_000_000, 50_000);
        }
    }

    private static void waiting(Site site, int deliveries, int drained) {
        site.start();
        String endpoint = site.endpoint("/hook", "order.*");
        site.api().post("/api/v1/endpoints/" + endpoint + "/pause", "");
        long began = System.nanoTime();
        for (int first = 0; first < deliveries; first += BATCH) {
            site.publish("waiting-", first, BATCH);
        }
        long published = System.nanoTime() - began;
        long before = site.process().residentBytes();
        site.kill();
        ServerProcess process = site.start();
        long after = process.residentBytes();
        began = System.nanoTime();
        site.api().post("/api/v1/endpoints/" + endpoint + "/enable", "");
        Eventually.until("it drains", () -> site.arrivals().distinct() >= drained);
        long drainedAfter = System.nanoTime() - began;
        System.out.printf(
                "%d waiting: published in %d ms, ready after %d ms; %d drained in %d ms;"
                        + " resident MB before the kill %d, when ready %d, in the end %d%n",
                deliveries,
                published / 1_000_000,
                process.timeToReady().toMillis(),
                drained,
                drainedAfter / 1_000_000,
                before >> 20,
                after >> 20,
                process.residentBytes() >> 20);
        assertThat(process.residentBytes()).isLessThan(600L << 20);
        assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
    }
}
