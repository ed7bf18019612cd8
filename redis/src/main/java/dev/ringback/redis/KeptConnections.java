package dev.ringback.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connections that nobody uses just now, a few for each address, the last used first. When there
 * are many, all go: cheaper than to remember which addresses are still in use.
 */
final class KeptConnections implements AutoCloseable {

    private static final int MOST = 256;
    private static final int OF_ONE = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<StreamAddress, Deque<RedisConnection>> idle = new HashMap<>();
    private int size;
    private boolean closed;

    Optional<RedisConnection> take(StreamAddress address) {
        lock.lock();
        try {
            Deque<RedisConnection> own = idle.get(address.withoutStream());
            if (own == null) {
                return Optional.empty();
            }
            RedisConnection taken = own.pop();
            size--;
            if (own.isEmpty()) {
                idle.remove(address.withoutStream());
            }
            return Optional.of(taken);
        } finally {
            lock.unlock();
        }
    }

    void keep(StreamAddress address, RedisConnection connection) {
        lock.lock();
        try {
            if (size >= MOST) {
                clear();
            }
            Deque<RedisConnection> own =
                    idle.getOrDefault(address.withoutStream(), new ArrayDeque<>());
            if (closed || own.size() >= OF_ONE) {
                connection.close();
                return;
            }
            own.push(connection);
            idle.put(address.withoutStream(), own);
            size++;
        } finally {
            lock.unlock();
        }
    }

    private void clear() {
        idle.values().forEach(own -> own.forEach(RedisConnection::close));
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
