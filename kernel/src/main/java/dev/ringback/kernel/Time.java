package dev.ringback.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The port to the clock. */
public interface Time {

    /** The present moment, to the millisecond. */
    Instant now();

    /** A steady count of nanoseconds, for measuring how long something takes. */
    long nanos();

    /**
     * Runs a task at a moment, or as soon as possible when it has passed. The task is short and
     * does not block.
     */
    Alarm at(Instant moment, Runnable task);

    /**
     * Waits for a result that nobody fails, no longer than that. An interrupt does not end the
     * waiting.
     *
     * @return empty when it has not come by then
     */
    default <T> Optional<T> await(CompletableFuture<T> result, Duration atMost) {
        long end = nanos() + atMost.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return Optional.of(result.get(end - nanos(), TimeUnit.NANOSECONDS));
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails it", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A task that has been asked for and may be called off. */
    interface Alarm {

        /** Calls the task off; nothing happens when it has run. */
        void cancel();
    }
}
