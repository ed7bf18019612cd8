package dev.ringback.server.health;

import dev.ringback.kernel.port.Loop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tries one thing again and again, on a thread of its own, and remembers how it went. Whoever wants
 * to know is answered from memory at once, however long a try takes.
 */
final class Pulse implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Pulse.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(1);
    // Doubts come with every commit that fails; tries must not become a load of their own.
    private static final Duration LEAST = Duration.ofMillis(100);

    /** How a try went. */
    sealed interface Beat {

        /** It works. */
        record Well() implements Beat {}

        /** It was not tried, because there is too much to do; nothing is known. */
        record Unknown() implements Beat {}

        /** It does not work. */
        record Failed(Exception cause) implements Beat {}
    }

    /** Tries once; what it throws is a failure too. */
    @FunctionalInterface
    interface Trying {
        Beat beat() throws Exception;
    }

    private record State(long wellAt, boolean failing) {}

    private final String what;
    private final Trying trying;
    private final LongSupplier nanos;
    private final Semaphore doubts = new Semaphore(0);
    private final Thread thread;
    private final Loop loop;
    private volatile State state;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Makes one that does not beat yet.
     *
     * @param what is tried, in words, such as {@code reading the store}
     * @param nanos a steady clock
     */
    Pulse(String what, Trying trying, LongSupplier nanos) {
        this.what = what;
        this.trying = trying;
        this.nanos = nanos;
        this.loop = Loop.logged("pulse: " + what, LOG);
        this.state = new State(nanos.getAsLong(), false);
        // A platform thread: it has to notice when the carriers of virtual threads are all busy.
        this.thread = Thread.ofPlatform().daemon().name("pulse: " + what).unstarted(this::run);
    }

    void start() {
        state = new State(nanos.getAsLong(), false);
        thread.start();
    }

    /** Whether the last try failed. */
    boolean failing() {
        return state.failing();
    }

    /** How long ago it last worked. */
    Duration silence() {
        return Duration.ofNanos(nanos.getAsLong() - state.wellAt());
    }

    /** Somebody else saw it fail: tries soon. */
    void doubt() {
        if (!state.failing()) {
            doubts.release();
        }
    }

    /** Tries once. */
    void beat() {
        Beat beat;
        try {
            beat = trying.beat();
        } catch (Exception failed) {
            beat = new Beat.Failed(failed);
        }
        switch (beat) {
            case Beat.Well _ -> well();
            case Beat.Unknown _ -> {}
            case Beat.Failed(Exception cause) -> failed(cause);
        }
    }

    private void well() {
        if (state.failing()) {
            LOG.log(System.Logger.Level.INFO, () -> what + " works again");
        }
        state = new State(nanos.getAsLong(), false);
    }

    private void failed(Exception cause) {
        if (!state.failing() && closed.getCount() > 0) {
            LOG.log(System.Logger.Level.WARNING, () -> what + " fails", cause);
        }
        state = new State(state.wellAt(), true);
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                // Without its thread readiness would stay as it is, and nobody would know.
                boolean _ = loop.step(this::beat);
                pause();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() throws InterruptedException {
        if (!closed.await(LEAST.toMillis(), TimeUnit.MILLISECONDS)) {
            boolean _ = doubts.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
            int _ = doubts.drainPermits();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        doubts.release();
    }
}
