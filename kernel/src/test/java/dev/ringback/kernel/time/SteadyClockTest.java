package dev.ringback.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time by which is decided, and what it makes of a clock that steps. */
final class SteadyClockTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private SteadyClock clock = SteadyClock.start(NOON, Instant.EPOCH, 0);
    private long nanos;
    private Instant machine = NOON;

    private Instant now() {
        return clock.at(nanos);
    }

    /** Lets time pass, looking at the machine's clock every second. */
    private void pass(Duration by) {
        for (Duration left = by; left.isPositive(); left = left.minus(SECOND)) {
            nanos += SECOND.toNanos();
            machine = machine.plus(SECOND);
            clock = clock.seen(nanos, machine);
        }
    }

    private void step(Duration by) {
        machine = machine.plus(by);
        clock = clock.seen(nanos, machine);
    }

    @Test
    void itGoesOnWithTheMachinesClockWhileThatGoesOn() {
        pass(Duration.ofHours(1));
        assertThat(now()).isEqualTo(machine);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT2H", "-P3650D", "-PT6S", "-PT0.001S"})
    void itIsNotSetBack(Duration back) {
        step(back);
        pass(Duration.ofHours(3));
        assertThat(now()).isEqualTo(NOON.plus(Duration.ofHours(3)));
    }

    @Test
    void settingTheClockRightAgainChangesNothing() {
        step(Duration.ofHours(-2));
        pass(Duration.ofMinutes(10));
        step(Duration.ofHours(2));
        pass(Duration.ofMinutes(10));
        assertThat(now()).isEqualTo(NOON.plus(Duration.ofMinutes(20))).isEqualTo(machine);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT6S", "PT2H", "P3650D"})
    void aJumpAheadIsFollowedOnceItHasStoodForAMinute(Duration ahead) {
        step(ahead);
        pass(SteadyClock.STANDING.minus(SECOND));
        assertThat(now()).isEqualTo(machine.minus(ahead));
        pass(SECOND);
        assertThat(now()).isEqualTo(machine);
        step(ahead.negated());
        pass(SECOND);
        assertThat(now()).as("and back it does not go").isEqualTo(machine.plus(ahead));
    }

    @Test
    void aJumpAheadThatIsTakenBackWithinTheMinuteHasFooledNobody() {
        step(Duration.ofDays(3650));
        pass(SteadyClock.STANDING.minus(SECOND));
        step(Duration.ofDays(-3650));
        pass(Duration.ofHours(1));
        assertThat(now()).isEqualTo(machine);
    }

    @Test
    void anotherJumpMustStandForAMinuteOfItsOwn() {
        step(Duration.ofHours(2));
        pass(SteadyClock.STANDING.minus(SECOND));
        step(Duration.ofDays(3650));
        pass(SteadyClock.STANDING.minus(SECOND));
        assertThat(now()).isBefore(NOON.plus(Duration.ofHours(1)));
        pass(SECOND);
        assertThat(now()).isEqualTo(machine);
    }

    @Test
    void drivingApartIsFollowedAtOnce() {
        step(SteadyClock.DRIFT);
        assertThat(now()).isEqualTo(machine);
    }

    @Test
    void aMachineThatSleptForHoursIsFollowedAMinuteAfterItWoke() {
        step(Duration.ofHours(8));
        pass(SteadyClock.STANDING);
        assertThat(now()).isEqualTo(machine);
    }

    @Test
    void itBeginsNoEarlierThanAnEarlierProcessCame() {
        Instant reached = NOON.plus(Duration.ofHours(2));
        assertThat(SteadyClock.start(NOON, reached, 7).at(7)).isEqualTo(reached);
        assertThat(SteadyClock.start(reached, NOON, 7).at(7)).isEqualTo(reached);
    }

    @Test
    void aCountFromBeforeDoesNotTakeItBack() {
        clock = SteadyClock.start(NOON, NOON, 1_000_000_000);
        assertThat(clock.at(0)).isEqualTo(NOON);
    }
}
