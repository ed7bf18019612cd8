package dev.ringback.store.node;

import dev.ringback.kernel.port.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Gives a sign of life each second, and finds out that a node does not own the database any more.
 */
public final class Heartbeats implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Heartbeats.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** Shorter than the patience of those who watch, by more than a call takes to be started. */
    static final Duration HOLD = Duration.ofMillis(3500);

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final NodeConnection watching;
    private final Node node;
    private final Consumer<String> tell;
    private final LongSupplier nanos;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile long heardAt;
    private long count;
    private boolean failing;

    public Heartbeats(
            NodeConnection watching, Node node, Consumer<String> tell, LongSupplier nanos) {
        this.watching = watching;
        this.node = node;
        this.tell = tell;
        this.nanos = nanos;
        this.heardAt = nanos.getAsLong();
        // A platform thread: a machine that is too busy for virtual ones is not dead.
        this.thread = Thread.ofPlatform().daemon().name("beats").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Whether the node may act: the last beat that was answered was sent a short while ago. */
    public boolean hold() {
        return !lost.get() && nanos.getAsLong() - heardAt <= HOLD.toNanos();
    }

    /** Some other way of finding out: a commit was refused. */
    public void lost(String why) {
        if (lost.compareAndSet(false, true)) {
            closed.countDown();
            tell.accept(why);
        }
    }

    private void run() {
        boolean beating = true;
        while (beating) {
            try {
                beat();
            } catch (RuntimeException | Error bug) {
                LOG.log(System.Logger.Level.ERROR, "a sign of life failed by a bug", bug);
            }
            beating = !isClosed(EVERY);
        }
        if (!lost.get()) {
            release();
        }
        watching.drop();
    }

    private boolean isClosed(Duration atMost) {
        try {
            return closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }

    private void beat() {
        long sent = nanos.getAsLong();
        try {
            OptionalLong beats = watching.rows().beat(node);
            if (beats.isEmpty()) {
                lost("Another process has taken the database over, or would have to.");
            } else if (beats.getAsLong() <= count) {
                lost("The database has lost what was committed last; this process knows of more.");
            } else {
                count = beats.getAsLong();
                heardAt = sent;
                failing = false;
            }
        } catch (SQLException | StoreException e) {
            watching.drop();
            if (!failing) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the database did not take a sign of life: " + e.getMessage());
            }
            failing = true;
        }
    }

    private void release() {
        try {
            watching.rows().release(node);
        } catch (SQLException | StoreException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "whoever stands by was not told of the end: " + e.getMessage());
        }
    }

    /** Ends, and says so to whoever stands by. */
    @Override
    public void close() {
        closed.countDown();
        if (Thread.currentThread().equals(thread) || thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            boolean _ = thread.join(FAREWELL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
