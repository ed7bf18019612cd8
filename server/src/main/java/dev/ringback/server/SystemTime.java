package dev.ringback.server;

import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.time.SteadyClock;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The machine's clock, the steady time beside it, and one thread that rings the alarms. */
final class SystemTime implements Time, AutoCloseable {

    /** No alarm sleeps longer without looking at the time again. */
    static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    /** A difference that has changed by less than this is no news. */
    private static final Duration NEWS = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** For how long a look at the machine's clock is good enough to follow it. */
    private static final Duration GLANCE = Duration.ofMillis(5);

    private static final System.Logger LOG = System.getLogger(SystemTime.class.getName());

    private final Loop loop = Loop.logged("alarms", LOG);
    private final ScheduledThreadPoolExecutor alarms =
            new ScheduledThreadPoolExecutor(
                    1, task -> Thread.ofPlatform().daemon().name("alarms").unstarted(task));
    private final Set<Awaited<?>> awaited = ConcurrentHashMap.newKeySet();
    private final InstantSource machine;
    private final AtomicReference<SteadyClock> clock;
    private volatile long lookedAt;

    /** A result that somebody waits for until this count. */
    private record Awaited<T>(CompletableFuture<T> result, long until, T late) {

        void look(long nanos) {
            if (nanos - until >= 0) {
                result.complete(late);
            }
        }
    }

    /** Used by the thread of the alarms alone. */
    private Duration told = Duration.ZERO;

    /**
     * Begins.
     *
     * @param machine the machine's clock
     * @param reached how far the steady time has come before, from what is on disk
     */
    SystemTime(InstantSource machine, Instant reached) {
        this.machine = machine;
        clock = new AtomicReference<>(SteadyClock.start(now(), reached, nanos()));
        lookedAt = nanos() - GLANCE.toNanos();
        alarms.setRemoveOnCancelPolicy(true);
        var _ =
                alarms.scheduleWithFixedDelay(
                        () -> {
                            boolean _ = loop.step(this::look);
                            boolean _ = loop.step(this::giveUp);
                        },
                        LOOK.toMillis(),
                        LOOK.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public Instant now() {
        return machine.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant steady() {
        SteadyClock before = clock.get();
        long nanos = nanos();
        return nanos - lookedAt < GLANCE.toNanos() ? before.at(nanos) : looked(before);
    }

    /** The steady time after a look at the machine's clock, which costs more than the count. */
    private Instant looked(SteadyClock before) {
        // Read before the count, so that a pause between the two makes nobody doubt the clock.
        Instant wall = now();
        long nanos = nanos();
        lookedAt = nanos;
        SteadyClock after = before.seen(nanos, wall);
        if (!after.equals(before) && !clock.compareAndSet(before, after)) {
            return clock.get().at(nanos);
        }
        return after.at(nanos);
    }

    @Override
    public Alarm at(Instant moment, Runnable task) {
        var alarm = new Rung(moment, task);
        alarm.sleep();
        return alarm;
    }

    /** One look a second at all who wait: a timer for each costs two system calls and more. */
    @Override
    public <T> T await(CompletableFuture<T> result, Duration atMost, T late) {
        var mine = new Awaited<>(result, nanos() + atMost.toNanos(), late);
        awaited.add(mine);
        try {
            return result.join();
        } finally {
            awaited.remove(mine);
        }
    }

    /** Sees to it that a step is noticed though nobody asks for the time, and says so. */
    private void look() {
        Duration ahead = Duration.between(now(), steady());
        if (ahead.minus(told).abs().compareTo(NEWS) > 0) {
            told = ahead;
            LOG.log(System.Logger.Level.WARNING, () -> words(ahead));
        }
    }

    private void giveUp() {
        long now = nanos();
        awaited.forEach(each -> each.look(now));
    }

    private static String words(Duration ahead) {
        if (ahead.abs().compareTo(NEWS) <= 0) {
            return "the machine's clock agrees with what is on disk again";
        }
        return ahead.isNegative()
                ? "the machine's clock has jumped ahead by %s; it is followed once it has stood so"
                        .formatted(ahead.negated())
                : "the machine's clock is behind what was, or behind what is on disk, by %s;"
                                .formatted(ahead)
                        + " nothing waits for it";
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }

    /** An alarm that looks at the time again every half minute. */
    private final class Rung implements Alarm {

        private final Instant moment;
        private final Runnable task;
        private boolean cancelled;
        private Optional<Future<?>> sleep = Optional.empty();

        Rung(Instant moment, Runnable task) {
            this.moment = moment;
            this.task = task;
        }

        private synchronized void sleep() {
            if (!cancelled) {
                long left = Duration.between(steady(), moment).toMillis();
                long pause = Math.clamp(left, 0, LONGEST_SLEEP.toMillis());
                sleep = Optional.of(alarms.schedule(this::wake, pause, TimeUnit.MILLISECONDS));
            }
        }

        private void wake() {
            if (moment.isAfter(steady())) {
                sleep();
            } else {
                // The executor would keep what is thrown in a future at which nobody looks.
                boolean _ = loop.step(task);
            }
        }

        @Override
        public synchronized void cancel() {
            cancelled = true;
            sleep.ifPresent(each -> each.cancel(false));
        }
    }
}
