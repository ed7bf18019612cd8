package dev.ringback.testkit.crash;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what other threads and processes bring about, no longer than it takes.
 *
 * @param atMost after which the test fails
 */
public record Patience(Duration atMost) {

    private static final long PAUSE_NANOS = 1_000_000;

    /** So many seconds of it. */
    public static Patience seconds(long seconds) {
        return new Patience(Duration.ofSeconds(seconds));
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param what is awaited, in words
     * @throws AssertionError when it does not hold in time
     */
    public void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > atMost.toNanos() || Thread.interrupted()) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
