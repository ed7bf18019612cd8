package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One who listens, with what was not fetched yet. Whoever is too slow is let go, or for whose
 * messages there is no room.
 */
final class Listening implements AutoCloseable {

    /** What may wait for one who listens, in bytes. */
    static final int MOST_BYTES = 1 << 20;

    private final Topics topics;
    private final Channels channels;
    private final Share share;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Payload> waiting = new ArrayDeque<>();
    private boolean over;

    /**
     * Nothing waits yet.
     *
     * @param share of the account of bytes, with none taken
     */
    Listening(Topics topics, Channels channels, Share share) {
        this.topics = topics;
        this.channels = channels;
        this.share = share;
    }

    /** What came of waiting for the next. */
    sealed interface Heard {

        record Message(Payload bytes) implements Heard {}

        /** Nothing came for as long. */
        record Nothing() implements Heard {}

        /** There is nothing more to come. */
        record Over() implements Heard {}
    }

    Topics topics() {
        return topics;
    }

    void take(Payload what) {
        lock.lock();
        try {
            if (over) {
                return;
            }
            boolean fits = waiting.isEmpty() || share.bytes() + what.size() <= MOST_BYTES;
            if (fits && share.grow(what.size())) {
                waiting.add(what);
            } else {
                over = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next message, which is waited for. */
    Heard next(Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (waiting.isEmpty() && !over && left > 0) {
                left = changed.awaitNanos(left);
            }
            Payload first = waiting.poll();
            if (first != null) {
                share.shrink(share.bytes() - first.size());
                return new Heard.Message(first);
            }
            return over ? new Heard.Over() : new Heard.Nothing();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Heard.Over();
        } finally {
            lock.unlock();
        }
    }

    /** Hears nothing more. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        end();
        lock.lock();
        try {
            waiting.clear();
            share.close();
        } finally {
            lock.unlock();
        }
        channels.leave(this);
    }
}
