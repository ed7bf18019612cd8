package dev.ringback.server.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** One connection, listed while it is open so that it can be cut. */
final class GuardedConnection implements ServerConnection, InterruptableTask<Void> {

    private final ServerConnection http1;
    private final ConnectionGuard guard;
    private final Connections connections;

    GuardedConnection(ServerConnection http1, ConnectionGuard guard, Connections connections) {
        this.http1 = http1;
        this.guard = guard;
        this.connections = connections;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        connections.add(this);
        try {
            http1.handle(limit);
            // Only an unreadable request makes the library return in peace.
            guard.linger();
        } catch (CloseConnectionException closing) {
            if (guard.refused()) {
                guard.linger();
            }
            throw closing;
        } finally {
            connections.remove(this);
        }
    }

    @Override
    public Duration idleTime() {
        return http1.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        http1.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
        return http1 instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public void run() {
        throw new IllegalStateException("a connection is run by its handler");
    }

    boolean late(long now) {
        return guard.late(now);
    }

    void cut() {
        guard.cut();
        http1.close(true);
    }
}
