package dev.ringback.kernel.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bound on running calls, in all lanes together, and the lanes that wait for a place under it,
 * in turn. Safe for many threads.
 */
final class RunPlaces {

    private final int most;
    private final AtomicInteger running = new AtomicInteger();
    private final Queue<Lane> heldUp = new ConcurrentLinkedQueue<>();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean stopping;

    RunPlaces(int most) {
        this.most = most;
    }

    /** Whether no more calls are to start. */
    boolean areClosed() {
        return stopping;
    }

    /** Takes a place, which is to be released; false, and the lane waits, when there is none. */
    boolean take(Lane lane) {
        int runs = running.incrementAndGet();
        if (stopping || runs > most) {
            release();
            holdUp(lane);
            return false;
        }
        return true;
    }

    void release() {
        if (running.decrementAndGet() == 0 && stopping) {
            drained.countDown();
        }
    }

    /** Lets a lane wait for its turn, as the last. */
    void holdUp(Lane lane) {
        if (lane.heldUp.compareAndSet(false, true)) {
            heldUp.add(lane);
        }
    }

    /** The lane whose turn it is; empty when none waits, or there is no place. */
    Optional<Lane> next() {
        Lane next = stopping || running.get() >= most ? null : heldUp.poll();
        if (next != null) {
            next.heldUp.set(false);
        }
        return Optional.ofNullable(next);
    }

    /** Gives no more places, and waits for all to be released; false when some are not. */
    boolean close(Duration atMost) {
        stopping = true;
        if (running.get() == 0) {
            drained.countDown();
        }
        try {
            return drained.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
