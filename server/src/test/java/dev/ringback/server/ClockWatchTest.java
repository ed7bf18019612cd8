package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the machine's clock is trusted with what cannot be undone. */
final class ClockWatchTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final ClockWatch steady = ClockWatch.start(NOON, NOON, 0);

    private static long nanos(Duration time) {
        return time.toNanos();
    }

    @Test
    void aClockThatGoesOnIsTrusted() {
        ClockWatch later = steady.seen(NOON.plusSeconds(60), nanos(Duration.ofSeconds(61)));
        assertThat(later.holds(nanos(Duration.ofSeconds(61)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"PT2H, PT1H", "-PT2H, PT1H", "P15D, PT24H", "P3650D, PT24H", "-P3650D, PT24H"})
    void aClockThatHasJumpedIsNotTrustedForAWhile(Duration jump, Duration hold) {
        long now = nanos(Duration.ofMinutes(1));
        ClockWatch after = steady.seen(NOON.plusSeconds(60).plus(jump), now);
        assertThat(after.holds(now + hold.toNanos() - 1)).isTrue();
        assertThat(after.holds(now + hold.toNanos())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P15D", "-P15D"})
    void aStartADayAwayFromTheNewestIsNotTrustedForADay(Duration away) {
        ClockWatch start = ClockWatch.start(NOON, NOON.plus(away), 0);
        assertThat(start.holds(nanos(Duration.ofDays(1)) - 1)).isTrue();
        assertThat(start.holds(nanos(Duration.ofDays(1)))).isFalse();
    }

    @Test
    void whereNothingIsOnDiskThereIsNothingToDoubt() {
        assertThat(ClockWatch.start(Instant.EPOCH, NOON, 0).holds(0)).isFalse();
    }
}
