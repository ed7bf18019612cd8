package dev.ringback.server.crash;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Kill -9 a hundred times. */
@Tag("deep")
@ResourceLock("child processes")
class DeepCrashTest {

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whatWasAcknowledgedArrivesThoughTheServerIsKilledAHundredTimes(@TempDir Path directory) {
        long seed = System.nanoTime();
        System.out.println("seed of the hundred crashes: " + seed);
        var pace = new Random(seed);
        try (Site site = Site.at(directory, () -> CrashRounds.slow(pace))) {
            new CrashRounds(site, seed).killed(100);
        }
    }
}
