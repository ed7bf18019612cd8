package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetentionTest {

    @Test
    void aFailureIsNotTheEndOfPruning() {
        var time = ManualTime.atNoon();
        var asked = new AtomicInteger();
        Retention.Pruning failing =
                (before, now, limit) -> {
                    assertThat(Duration.between(before, now)).isEqualTo(Duration.ofDays(14));
                    return switch (asked.incrementAndGet()) {
                        case 1 -> throw new StoreException("not now");
                        case 2 -> limit;
                        default -> 0;
                    };
                };
        try (var retention =
                new Retention(failing, _ -> {}, time, Duration.ofDays(14), time.now())) {
            retention.start();
            time.advance(Duration.ofMinutes(1));
            Eventually.until(
                    "it failed and waits", () -> asked.get() == 1 && time.pendingAlarms() == 1);
            time.advance(Duration.ofMinutes(1));
            Eventually.until("it goes on until nothing is left", () -> asked.get() == 3);
        }
    }

    @Test
    void nothingIsForgottenByAClockThatHasJustJumped() {
        var time = ManualTime.atNoon();
        var asked = new AtomicInteger();
        Retention.Pruning counting =
                (_, _, _) -> {
                    asked.incrementAndGet();
                    return 0;
                };
        try (var retention =
                new Retention(counting, _ -> {}, time, Duration.ofDays(14), time.now())) {
            retention.start();
            time.step(Duration.ofDays(15));
            minutes(time, 3);
            time.step(Duration.ofDays(-15));
            minutes(time, 3);
            assertThat(asked).hasValue(0);
            minutes(time, 24 * 60);
            assertThat(asked).hasPositiveValue();
        }
    }

    /** Each round, before the next is asked for. */
    private static void minutes(ManualTime time, int count) {
        for (int i = 0; i < count; i++) {
            Eventually.until("it waits", () -> time.pendingAlarms() == 1);
            time.advance(Duration.ofMinutes(1));
        }
        Eventually.until("it waits", () -> time.pendingAlarms() == 1);
    }
}
