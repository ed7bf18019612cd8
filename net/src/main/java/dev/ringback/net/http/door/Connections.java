package dev.ringback.net.http.door;

import dev.ringback.kernel.port.Loop;
import dev.ringback.net.http.HttpLimits;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** All open connections, and the watch that cuts those which are too slow. */
final class Connections {

    // Deadlines are seconds long; looking four times a second is exact enough and costs nothing.
    private static final long TICK = 250_000_000L;
    // A client that keeps a connection sends its next request within this, or can do without.
    private static final long SPARED = 1_000_000_000L;
    private static final int GIVEN_UP_AT_ONCE = 64;

    private final HttpLimits limits;
    private final Set<GuardedConnection> open = ConcurrentHashMap.newKeySet();
    private final Loop loop =
            Loop.logged("http-watch", System.getLogger(Connections.class.getName()));
    private final LongSupplier nanos;
    private volatile long now;
    private volatile boolean draining;
    private volatile boolean stopped;
    private volatile long noneIdleAt;

    Connections(HttpLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.now = nanos.getAsLong();
        this.noneIdleAt = now - 2 * TICK;
    }

    HttpLimits limits() {
        return limits;
    }

    /** The time of the last look, good enough to set deadlines by. */
    long now() {
        return now;
    }

    /** The time, to the nanosecond. */
    long nanos() {
        return nanos.getAsLong();
    }

    /** Whether every answer is the last of its connection. */
    boolean draining() {
        return draining;
    }

    /** Lists one, and has it served. */
    void begin(GuardedConnection connection) {
        open.add(connection);
        connection.start();
        // Whoever came while it began to stop was not among those that were told.
        if (draining) {
            connection.finish();
        }
    }

    void remove(GuardedConnection connection) {
        open.remove(connection);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    boolean isFull() {
        return open.size() >= limits.crowd().connections();
    }

    /**
     * Gives up connections that wait for their next request, those that have waited longest.
     *
     * @return whether there were any
     */
    boolean makeRoom() {
        // Looking through thousands for each that comes would be work for nothing.
        if (now - noneIdleAt < TICK) {
            return false;
        }
        boolean some = makeRoom(_ -> true, GIVEN_UP_AT_ONCE);
        if (!some) {
            noneIdleAt = now;
        }
        return some;
    }

    /** The same for one visitor, who makes room for itself. */
    boolean makeRoom(Addresses.Visitor visitor) {
        return makeRoom(connection -> connection.visitor() == visitor, 1);
    }

    private boolean makeRoom(Predicate<GuardedConnection> which, int most) {
        long since = nanos() - SPARED;
        List<GuardedConnection> idle =
                open.stream()
                        .filter(which)
                        .filter(connection -> connection.idleBefore(since))
                        .sorted(Comparator.comparingLong(GuardedConnection::idleSince))
                        .limit(most)
                        .toList();
        idle.forEach(this::giveUp);
        return !idle.isEmpty();
    }

    /** Its place is free at once: until its thread has noticed, others would be let in for it. */
    private void giveUp(GuardedConnection connection) {
        open.remove(connection);
        connection.cut();
    }

    void start() {
        Thread.ofPlatform().daemon().name("http-watch").start(this::watch);
    }

    /** Lets each connection end with the answer that is being made; those that wait end at once. */
    void drain() {
        draining = true;
        open.forEach(GuardedConnection::finish);
    }

    void stop() {
        stopped = true;
    }

    void cutAll() {
        open.forEach(GuardedConnection::cut);
    }

    /** Without this thread no connection would have a deadline, so it outlives a bug. */
    private void watch() {
        while (!stopped) {
            LockSupport.parkNanos(TICK);
            now = nanos();
            for (GuardedConnection connection : open) {
                boolean _ = loop.step(() -> connection.look(now));
            }
        }
    }
}
