package dev.ringback.server.transforms;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Interrupts the thread that makes it once that has computed for so long, unless it is closed
 * before. On a machine that is busy with other things that takes longer on the clock, and an honest
 * script is not to fail for it; but ten times as long is the most.
 */
final class Deadline implements AutoCloseable {

    private static final int SLOWEST = 10;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ScheduledThreadPoolExecutor watch;
    private final Thread runner = Thread.currentThread();
    private final long most;
    private final long computedBefore;
    private final long begun = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private Future<?> look;
    private boolean closed;

    /** Begins now. */
    Deadline(ScheduledThreadPoolExecutor watch, Duration computing) {
        this.watch = watch;
        this.most = computing.toNanos();
        this.computedBefore = computed();
        this.look = lookIn(most);
    }

    /** A thread that only watches; there is none before it is needed. */
    static ScheduledThreadPoolExecutor watch() {
        var watch =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("transform-watch").daemon().factory());
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }

    /** Where it cannot be known the clock stands for it. */
    private long computed() {
        return THREADS.isThreadCpuTimeSupported()
                ? THREADS.getThreadCpuTime(runner.threadId())
                : System.nanoTime();
    }

    private Future<?> lookIn(long nanos) {
        return watch.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            long left =
                    Math.min(
                            most - (computed() - computedBefore),
                            SLOWEST * most - (System.nanoTime() - begun));
            if (left <= 0) {
                runner.interrupt();
            } else {
                look = lookIn(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the thread go on with other things as if nothing had been. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            look.cancel(false);
        } finally {
            lock.unlock();
        }
        boolean _ = Thread.interrupted();
    }
}
