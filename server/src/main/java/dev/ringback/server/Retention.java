package dev.ringback.server;

import dev.ringback.kernel.Loop;
import dev.ringback.kernel.StoreException;
import dev.ringback.kernel.Time;
import java.time.Duration;
import java.time.Instant;

/** Forgets what is finished and old, a little at a time, so that nobody waits for it. */
final class Retention implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int EVENTS_AT_ONCE = 500;

    private final Loop loop = Loop.logged("retention", LOG);
    private final Pruning store;
    private final Time time;
    private final Duration retention;
    private volatile boolean closed;

    Retention(Pruning store, Time time, Duration retention) {
        this.store = store;
        this.time = time;
        this.retention = retention;
    }

    /** {@link dev.ringback.kernel.Store#prune}. */
    @FunctionalInterface
    interface Pruning {
        int prune(Instant before, Instant now, int limit);
    }

    void start() {
        next();
    }

    private void next() {
        Time.Alarm _ =
                time.at(
                        time.now().plus(EVERY),
                        () -> Thread.ofVirtual().name("retention").start(this::run));
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
        try {
            Instant now = time.now();
            int gone = EVENTS_AT_ONCE;
            while (gone == EVENTS_AT_ONCE && !closed) {
                gone = store.prune(now.minus(retention), now, EVENTS_AT_ONCE);
            }
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
