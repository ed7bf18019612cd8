package dev.ringback.net.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections that wait for their next request, a stack per origin: the one used last is used
 * next, so that the ones that are not needed grow old and go.
 */
final class ConnectionPool {

    private final WireOptions options;
    private final Ticks ticks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<WireOrigin, ArrayDeque<Connection>> stacks = new HashMap<>();
    private int total;
    private boolean closed;

    ConnectionPool(WireOptions options, Ticks ticks) {
        this.options = options;
        this.ticks = ticks;
    }

    /**
     * A connection to that origin which nobody uses. One on which the peer has said something
     * unasked, such as a 408 before it hangs up, is dropped: the next request would take it for its
     * answer. So is one that is old.
     */
    Optional<Connection> take(WireOrigin origin) {
        while (true) {
            Optional<Connection> kept = pop(origin);
            if (kept.isEmpty() || isGood(kept.get())) {
                return kept;
            }
            kept.get().close();
        }
    }

    /**
     * Keeps a connection whose last answer was read to its end, or closes it when it is full. What
     * the peer says unasked is seen by whoever takes it.
     */
    void give(Connection connection) {
        connection.idle(ticks.now());
        if (isOld(connection) || !push(connection)) {
            connection.close();
        }
    }

    /** Closes the connections that have been idle for too long. */
    void evict(long now) {
        long oldest = now - options.idleTime().toNanos();
        List<Connection> old = new ArrayList<>();
        lock.lock();
        try {
            stacks.values().removeIf(stack -> drop(stack, oldest, old));
        } finally {
            lock.unlock();
        }
        old.forEach(Connection::close);
    }

    /** Keeps nothing any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        evict(Long.MAX_VALUE);
    }

    private boolean isGood(Connection connection) {
        return !isOld(connection) && !connection.disturbed();
    }

    private boolean isOld(Connection connection) {
        return ticks.now() - connection.born() >= options.greatestAge().toNanos();
    }

    /** How many connections are kept. */
    int kept() {
        lock.lock();
        try {
            return total;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Connection> pop(WireOrigin origin) {
        lock.lock();
        try {
            ArrayDeque<Connection> stack = stacks.get(origin);
            if (stack == null || stack.isEmpty()) {
                return Optional.empty();
            }
            total--;
            return Optional.of(stack.pop());
        } finally {
            lock.unlock();
        }
    }

    private boolean push(Connection connection) {
        lock.lock();
        try {
            if (closed || total >= options.idleTotal()) {
                return false;
            }
            ArrayDeque<Connection> stack =
                    stacks.computeIfAbsent(connection.origin, origin -> new ArrayDeque<>());
            if (stack.size() >= options.idlePerHost()) {
                return false;
            }
            stack.push(connection);
            total++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean drop(ArrayDeque<Connection> stack, long oldest, List<Connection> old) {
        while (!stack.isEmpty() && stack.getLast().idleSince() <= oldest) {
            old.add(stack.removeLast());
            total--;
        }
        return stack.isEmpty();
    }
}
