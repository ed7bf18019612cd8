package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Kill -9 at random moments, and a polite end for comparison. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class CrashTest {

    private static final long SEED = 20_260_714;

    private final Random pace = new Random(SEED);

    @Test
    void whatWasAcknowledgedArrivesHoweverOftenTheServerIsKilled(@TempDir Path directory) {
        try (Site site = Site.at(directory, () -> CrashRounds.slow(pace))) {
            new CrashRounds(site, SEED).killed(4);
        }
    }

    @Test
    void aServerThatIsAskedToEndFinishesWhatItDoesAndRepeatsNothing(@TempDir Path directory) {
        try (Site site = Site.at(directory, () -> CrashRounds.slow(pace))) {
            new CrashRounds(site, SEED)
                    .run(
                            2,
                            _ -> {
                                assertThat(site.terminate()).isZero();
                                site.start();
                            });
            assertThat(site.arrivals().count()).isEqualTo(site.arrivals().distinct());
        }
    }
}
