package dev.ringback.server;

import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Time;
import dev.ringback.server.ground.Feature;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Forgets what is finished and old, a little at a time, so that nobody waits for it, and never by a
 * clock that has just jumped.
 */
final class Retention implements Feature {

    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int EVENTS_AT_ONCE = 500;

    private final Loop loop = Loop.logged("retention", LOG);
    private final Pruning store;
    private final Consumer<Instant> others;
    private final Time time;
    private final Duration retention;
    private ClockWatch watch;
    private volatile boolean closed;

    /**
     * Makes it ready.
     *
     * @param others forget what ended before a moment, too
     * @param newest when the newest that is on disk was made, as far as that is known
     */
    Retention(
            Pruning store,
            Consumer<Instant> others,
            Time time,
            Duration retention,
            Instant newest) {
        this.store = store;
        this.others = others;
        this.time = time;
        this.retention = retention;
        this.watch = ClockWatch.start(newest, time.now(), time.nanos());
    }

    /** {@link dev.ringback.kernel.port.Store#prune}. */
    @FunctionalInterface
    interface Pruning {
        int prune(Instant before, Instant now, int limit);
    }

    @Override
    public void start() {
        next();
    }

    private void next() {
        Time.Alarm _ =
                time.after(EVERY, () -> Thread.ofVirtual().name("retention").start(this::run));
    }

    private void run() {
        try {
            boolean _ = loop.step(this::prune);
        } finally {
            if (!closed) {
                next();
            }
        }
    }

    private void prune() {
        watch = watch.seen(time.now(), time.nanos());
        if (watch.holds(time.nanos())) {
            return;
        }
        try {
            Instant now = time.surely();
            int gone = EVENTS_AT_ONCE;
            while (gone == EVENTS_AT_ONCE && !closed) {
                gone = store.prune(now.minus(retention), now, EVENTS_AT_ONCE);
            }
            others.accept(now.minus(retention));
        } catch (StoreException e) {
            if (!closed) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "what is old could not be pruned; later again",
                        e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
