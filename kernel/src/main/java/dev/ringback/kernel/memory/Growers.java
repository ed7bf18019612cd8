package dev.ringback.kernel.memory;

import dev.ringback.kernel.memory.ByteBudget.Share;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Shares of memory that wait to grow, one behind the other. Safe for many threads. */
final class Growers {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Queue<Share> waiting = new ArrayDeque<>();
    private final AtomicInteger size = new AtomicInteger();

    /** How many wait. */
    int size() {
        return size.get();
    }

    /**
     * Waits until a share has grown.
     *
     * @param grows tries it, now and whenever bytes were given back
     */
    void await(Share share, BooleanSupplier grows) {
        lock.lock();
        try {
            waiting.add(share);
            size.incrementAndGet();
            while (!grows.getAsBoolean()) {
                freed.awaitUninterruptibly();
            }
        } finally {
            waiting.remove(share);
            size.decrementAndGet();
            // Another one is the first now.
            freed.signalAll();
            lock.unlock();
        }
    }

    /** Whether none has waited longer; asked by what {@link #await} tries. */
    boolean isFirst(Share share) {
        return waiting.peek() == share;
    }

    /** Bytes were given back. */
    void freed() {
        // Nobody waits for a lock while nobody waits to grow.
        if (size.get() > 0) {
            lock.lock();
            try {
                freed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
