package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The machine's clock and its alarms, on a machine whose clock steps. */
final class SystemTimeTest {

    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
    private final InstantSource machine = () -> InstantSource.system().instant().plus(offset.get());

    @Test
    void anAlarmRingsThoughTheClockIsSetBackMeanwhile() {
        try (var time = new SystemTime(machine, Instant.EPOCH)) {
            var rung = new CountDownLatch(1);
            time.after(Duration.ofMillis(300), rung::countDown);
            offset.set(Duration.ofHours(-2));
            Eventually.open("it rings", rung);
        }
    }

    @Test
    void anAlarmIsDueAtOnceWhenItIsAskedForAfterTheClockWasSetBack() {
        try (var time = new SystemTime(machine, Instant.EPOCH)) {
            Instant moment = time.steady();
            offset.set(Duration.ofDays(-3650));
            var rung = new CountDownLatch(1);
            time.at(moment, rung::countDown);
            Eventually.open("it rings", rung);
            assertThat(time.now()).isBefore(moment.minus(Duration.ofDays(3649)));
        }
    }

    @Test
    void itBeginsWhereAnEarlierProcessCame() {
        Instant reached = machine.instant().plus(Duration.ofHours(2));
        try (var time = new SystemTime(machine, reached)) {
            assertThat(time.steady()).isAfterOrEqualTo(reached.minusMillis(1));
            assertThat(time.ahead()).isGreaterThan(Duration.ofMinutes(119));
        }
    }

    @Test
    void whatAnAlarmThrowsIsNotTheEndOfTheOthers() {
        try (var time = new SystemTime(machine, Instant.EPOCH)) {
            var rung = new CountDownLatch(1);
            time.after(
                    Duration.ZERO,
                    () -> {
                        throw new NoClassDefFoundError("gone");
                    });
            time.after(Duration.ofMillis(50), rung::countDown);
            Eventually.open("it rings", rung);
        }
    }

    @Test
    void anAlarmThatIsCalledOffDoesNotRing() {
        try (var time = new SystemTime(machine, Instant.EPOCH)) {
            var rung = new AtomicInteger();
            var later = new CountDownLatch(1);
            time.after(Duration.ofMillis(50), rung::incrementAndGet).cancel();
            time.after(Duration.ofMillis(100), later::countDown);
            Eventually.open("a later one rings", later);
            assertThat(rung).hasValue(0);
        }
    }

    @Test
    void aResultThatDoesNotComeIsTheOneThatWasSaid() {
        try (var time = new SystemTime(machine, Instant.EPOCH)) {
            var never = new CompletableFuture<String>();
            offset.set(Duration.ofHours(-2));
            assertThat(time.await(never, Duration.ofMillis(50), "late")).isEqualTo("late");
        }
    }

    @Test
    void aResultThatComesIsItself() {
        try (var time = new SystemTime(machine, Instant.EPOCH)) {
            var result = new CompletableFuture<String>();
            time.after(Duration.ofMillis(50), () -> result.complete("there"));
            assertThat(time.await(result, Duration.ofHours(1), "late")).isEqualTo("there");
        }
    }
}
