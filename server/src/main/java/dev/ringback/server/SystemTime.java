package dev.ringback.server;

import dev.ringback.kernel.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock, and one thread that rings its alarms. */
final class SystemTime implements Time, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SystemTime.class.getName());

    private final ScheduledThreadPoolExecutor alarms =
            new ScheduledThreadPoolExecutor(
                    1, task -> Thread.ofPlatform().daemon().name("alarms").unstarted(task));

    SystemTime() {
        alarms.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Alarm at(Instant moment, Runnable task) {
        long delay = Math.max(0, Duration.between(now(), moment).toMillis());
        Future<?> future = alarms.schedule(() -> ring(task), delay, TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    /** The executor would keep an exception in a future at which nobody looks. */
    private static void ring(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "an alarm failed", bug);
        }
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
