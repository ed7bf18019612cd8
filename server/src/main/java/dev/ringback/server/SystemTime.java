package dev.ringback.server;

import dev.ringback.kernel.Loop;
import dev.ringback.kernel.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock, and one thread that rings its alarms. */
final class SystemTime implements Time, AutoCloseable {

    private final Loop loop = Loop.logged("alarms", System.getLogger(SystemTime.class.getName()));

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
        // The executor would keep what is thrown in a future at which nobody looks.
        Future<?> future = alarms.schedule(() -> loop.step(task), delay, TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
