package dev.ringback.server.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** All open connections, and the watch that cuts those which are too slow. */
final class Connections {

    // Deadlines are seconds long; looking four times a second is exact enough and costs nothing.
    private static final long TICK = 250_000_000L;

    private static final System.Logger LOG = System.getLogger(Connections.class.getName());

    private final HttpLimits limits;
    private final Set<GuardedConnection> open = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanos;
    private volatile long now;
    private volatile boolean draining;
    private volatile boolean stopped;

    Connections(HttpLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.now = nanos.getAsLong();
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

    void add(GuardedConnection connection) {
        open.add(connection);
    }

    void remove(GuardedConnection connection) {
        open.remove(connection);
    }

    void start() {
        Thread.ofPlatform().daemon().name("http-watch").start(this::watch);
    }

    void drain() {
        draining = true;
    }

    void stop() {
        stopped = true;
    }

    void cutAll() {
        open.forEach(GuardedConnection::cut);
    }

    private void watch() {
        while (!stopped) {
            LockSupport.parkNanos(TICK);
            now = nanos();
            for (GuardedConnection connection : open) {
                if (connection.late(now)) {
                    cut(connection);
                }
            }
        }
    }

    /** Without this thread no connection would have a deadline, so it outlives a bug. */
    private static void cut(GuardedConnection connection) {
        try {
            connection.cut();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a connection that is late cannot be cut", bug);
        }
    }
}
