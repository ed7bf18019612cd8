package dev.ringback.kernel.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The port to the passing of time: a clock that also rings alarms, and waits. */
public interface Time extends Clock {

    /**
     * Runs a task at a moment of the steady time, or as soon as possible when it has passed; half a
     * minute late at most when that time has made a leap meanwhile. The task is short and does not
     * block.
     */
    Alarm at(Instant moment, Runnable task);

    /** Runs a task after a while. */
    default Alarm after(Duration pause, Runnable task) {
        return at(steady().plus(pause), task);
    }

    /**
     * Waits for a result that nobody fails. An interrupt does not end the waiting.
     *
     * @param late what it is completed with when it has not come by then, or a second later at most
     */
    default <T> T await(CompletableFuture<T> result, Duration atMost, T late) {
        return result.completeOnTimeout(late, atMost.toNanos(), TimeUnit.NANOSECONDS).join();
    }

    /** Lets a while pass by the steady time. An interrupt does not end it. */
    default void pause(Duration pause) {
        var over = new CompletableFuture<Boolean>();
        Alarm _ = after(pause, () -> over.complete(true));
        boolean _ = over.join();
    }

    /**
     * The same on a thread that may be interrupted, which ends it and is still told to the thread.
     */
    default void pauseUnlessInterrupted(Duration pause) {
        var over = new CountDownLatch(1);
        Alarm alarm = after(pause, over::countDown);
        try {
            over.await();
        } catch (InterruptedException _) {
            alarm.cancel();
            Thread.currentThread().interrupt();
        }
    }

    /** A task that has been asked for and may be called off. */
    interface Alarm {

        /** Calls the task off; nothing happens when it has run. */
        void cancel();
    }
}
