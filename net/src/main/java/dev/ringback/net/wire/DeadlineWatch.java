package dev.ringback.net.wire;

import dev.ringback.kernel.port.Loop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that closes sockets: the ones whose deadline has passed, and the ones idle for too
 * long. It looks at every open connection once per tick, which makes setting and taking away a
 * deadline as cheap as writing a number. It is a platform thread, so that nothing that holds up
 * virtual threads holds up deadlines.
 */
final class DeadlineWatch {

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final ConnectionPool pool;
    private final Ticks ticks;
    private final long tickNanos;
    private final Thread thread;
    private final Loop loop =
            Loop.logged("wire-watch", System.getLogger(DeadlineWatch.class.getName()));
    private volatile boolean closed;

    DeadlineWatch(ConnectionPool pool, WireOptions options, Ticks ticks) {
        this.pool = pool;
        this.ticks = ticks;
        this.tickNanos = options.tick().toNanos();
        this.thread = Thread.ofPlatform().daemon().name("wire-watch").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Watches a connection from before it connects until it is closed. */
    void add(Connection connection) {
        open.add(connection);
        if (closed) {
            connection.close();
        }
    }

    /** Ends the thread and closes every connection, those in use too. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        open.forEach(Connection::close);
    }

    boolean closed() {
        return closed;
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(this, tickNanos);
            boolean _ = loop.step(this::look);
        }
    }

    private void look() {
        long now = ticks.now();
        // One that cannot be closed must not be the end of all deadlines after it.
        open.forEach(connection -> loop.step(() -> connection.expire(now)));
        open.removeIf(Connection::closed);
        pool.evict(now);
    }
}
