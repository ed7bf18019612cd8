package dev.ringback.testkit;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what other threads and processes bring about, no longer than it takes. Every test waits
 * by this and nothing else; how long is only a matter of when to give up.
 */
public final class Eventually {

    /**
     * After so long something is not slow but broken: {@code -Dringback.patience} in seconds, 300
     * when it is not given.
     */
    public static final Duration PATIENCE =
            Duration.ofSeconds(Long.getLong("ringback.patience", 300));

    private static final long SHORTEST_PAUSE_NANOS = 100_000;
    private static final long LONGEST_PAUSE_NANOS = 10_000_000;

    private Eventually() {}

    /** Something that waits, at most so many nanoseconds; null when that was in vain. */
    private interface Wait<T> {
        @Nullable T atMost(long nanos)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param what is awaited, in words
     * @throws AssertionError when it does not hold in time, or the thread is interrupted
     */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long waited = System.nanoTime() - start;
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting: " + what);
            }
            if (waited > PATIENCE.toNanos()) {
                throw inVain(what);
            }
            // A short wait ends at once; a long one leaves the processor to what is awaited.
            LockSupport.parkNanos(
                    Math.clamp(waited / 16, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
        }
    }

    /** What a future holds when it is done; an error when it failed. */
    public static <T extends @Nullable Object> T get(String what, Future<T> future) {
        waited(
                what,
                nanos -> {
                    T _ = future.get(nanos, TimeUnit.NANOSECONDS);
                    return future;
                });
        return future.resultNow();
    }

    /** The next of a queue. */
    public static <T> T take(String what, BlockingQueue<T> queue) {
        return waited(what, nanos -> queue.poll(nanos, TimeUnit.NANOSECONDS));
    }

    /** Returns when the latch is open. */
    public static void open(String what, CountDownLatch latch) {
        waited(what, nanos -> latch.await(nanos, TimeUnit.NANOSECONDS) ? latch : null);
    }

    /** Returns when the thread has ended. */
    public static void ended(String what, Thread thread) {
        waited(what, nanos -> thread.join(Duration.ofNanos(nanos)) ? thread : null);
    }

    /** The exit code of a process that ends. */
    public static int ended(String what, Process process) {
        return waited(what, nanos -> process.waitFor(nanos, TimeUnit.NANOSECONDS) ? process : null)
                .exitValue();
    }

    private static <T> T waited(String what, Wait<T> wait) {
        try {
            T came = wait.atMost(PATIENCE.toNanos());
            if (came == null) {
                throw inVain(what);
            }
            return came;
        } catch (TimeoutException _) {
            throw inVain(what);
        } catch (ExecutionException e) {
            throw new AssertionError(what + " failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting: " + what, e);
        }
    }

    private static AssertionError inVain(String what) {
        return new AssertionError("waited in vain: " + what);
    }
}
