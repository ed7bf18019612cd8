package dev.ringback.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one way in which tests wait. */
class EventuallyTest {

    private static final String WHAT = "what never comes";

    private static Stream<ThrowingCallable> waits() {
        return Stream.of(
                () -> Eventually.until(WHAT, () -> false),
                () -> Eventually.get(WHAT, new CompletableFuture<>()),
                () -> Eventually.take(WHAT, new ArrayBlockingQueue<>(1)),
                () -> Eventually.open(WHAT, new CountDownLatch(1)),
                () -> Eventually.ended(WHAT, Thread.currentThread()));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void anInterruptionEndsEveryWait(ThrowingCallable wait) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(wait)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("interrupted while waiting: " + WHAT);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatIsThereAlreadyIsNotWaitedFor() {
        CountDownLatch open = new CountDownLatch(0);
        Thread over = Thread.ofVirtual().start(() -> {});
        Eventually.until("it holds", () -> true);
        Eventually.open("a latch", open);
        Eventually.ended("a thread", over);
        assertThat(Eventually.get("a value", CompletableFuture.completedFuture(1))).isEqualTo(1);
        Eventually.get("an end without a value", CompletableFuture.runAsync(() -> {}));
    }

    @Test
    void aConditionIsAskedAgainUntilItHolds() {
        AtomicInteger asked = new AtomicInteger();
        Eventually.until("the third time", () -> asked.incrementAndGet() == 3);
        assertThat(asked).hasValue(3);
    }

    @Test
    void aFailureIsToldWithItsCause() {
        var failed = CompletableFuture.failedFuture(new IllegalStateException("no bread"));
        assertThatThrownBy(() -> Eventually.get("the toast", failed))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the toast failed")
                .hasMessageContaining("no bread");
    }
}
