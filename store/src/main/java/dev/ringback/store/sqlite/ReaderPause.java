package dev.ringback.store.sqlite;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets readers of this process pause for a moment, so that none of them is inside the write-ahead
 * log. Each question is asked within it; questions are short, so nobody pauses for long.
 */
final class ReaderPause {

    /** Longer than a piece of a list takes. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Fair: while somebody waits for quiet, no question begins. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** Something that reads. */
    @FunctionalInterface
    interface Reading<T, E extends Exception> {
        T read() throws E;
    }

    /** Something that is done while nobody reads. */
    @FunctionalInterface
    interface Work<E extends Exception> {
        void run() throws E, InterruptedException;
    }

    <T, E extends Exception> T reading(Reading<T, E> reading) throws E {
        lock.readLock().lock();
        try {
            return reading.read();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs work while nobody reads; false when somebody went on reading for too long. */
    <E extends Exception> boolean quietly(Work<E> work) throws E, InterruptedException {
        if (!lock.writeLock().tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        try {
            work.run();
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
