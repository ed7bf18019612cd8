package dev.ringback.net.wire.queue;

import dev.ringback.net.wire.CheckedSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connections that nobody uses just now, a few for each place, the last used first. When there are
 * many, all go: cheaper than to remember which places are still in use.
 *
 * @param <P> where they lead
 * @param <C> who speaks over one
 */
final class KeptSockets<P, C> implements AutoCloseable {

    private static final int MOST = 512;

    /** As many as an endpoint uses at the same time unless it says otherwise. */
    private static final int OF_ONE = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<P, Deque<Kept<C>>> idle = new HashMap<>();
    private int size;
    private boolean closed;

    record Kept<C>(CheckedSocket socket, C client) {}

    Optional<Kept<C>> take(P place) {
        lock.lock();
        try {
            Deque<Kept<C>> own = idle.get(place);
            if (own == null) {
                return Optional.empty();
            }
            Kept<C> taken = own.pop();
            size--;
            if (own.isEmpty()) {
                idle.remove(place);
            }
            return Optional.of(taken);
        } finally {
            lock.unlock();
        }
    }

    void keep(P place, Kept<C> connection) {
        lock.lock();
        try {
            if (size >= MOST) {
                clear();
            }
            Deque<Kept<C>> own = idle.getOrDefault(place, new ArrayDeque<>());
            if (closed || own.size() >= OF_ONE) {
                connection.socket().close();
                return;
            }
            own.push(connection);
            idle.put(place, own);
            size++;
        } finally {
            lock.unlock();
        }
    }

    private void clear() {
        idle.values().forEach(own -> own.forEach(each -> each.socket().close()));
        idle.clear();
        size = 0;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            clear();
        } finally {
            lock.unlock();
        }
    }
}
