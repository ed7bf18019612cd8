package dev.ringback.net.http.door;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.NioSocket;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection, listed while it is open so that it can be cut. */
final class GuardedConnection implements Runnable, Doorman.Owner {

    private static final System.Logger LOG = System.getLogger(GuardedConnection.class.getName());
    // Requests are counted when they are there, which the library cannot know.
    private static final Limit ANY_NUMBER = FixedLimit.create();
    // How long nobody may come to a new connection before the doorman looks at it.
    private static final long UNSEEN = 250_000_000L;

    private final SocketChannel socket;
    private final Addresses.Visitor visitor;
    private final Reception reception;
    private final Connections connections;
    private final ConnectionGuard guard;
    private final ServerConnection library;
    private final long since;
    private final AtomicBoolean claimed = new AtomicBoolean();

    GuardedConnection(
            SocketChannel socket,
            Addresses.Visitor visitor,
            Reception reception,
            Connections connections) {
        this.socket = socket;
        this.visitor = visitor;
        this.reception = reception;
        this.connections = connections;
        this.since = connections.nanos();
        this.guard = new ConnectionGuard(NioSocket.server(socket, "", ""), connections, visitor);
        this.library = reception.connection(guard);
    }

    Addresses.Visitor visitor() {
        return visitor;
    }

    /** Serves it on a thread of its own; when there can be none, it ends. */
    void start() {
        try {
            Thread.ofVirtual().name("http").start(this);
        } catch (RuntimeException | Error failed) {
            if (claimed.compareAndSet(false, true)) {
                ended();
            }
            throw failed;
        }
    }

    @Override
    public void goOn(byte[] read) {
        Thread.ofVirtual().name("http").start(() -> serve(Optional.of(read)));
    }

    @Override
    public void run() {
        if (claimed.compareAndSet(false, true)) {
            serve(Optional.empty());
        }
    }

    /** Serves it, beginning with what somebody else has read. */
    private void serve(Optional<byte[]> read) {
        try {
            read.ifPresent(guard::begunWith);
            library.handle(ANY_NUMBER);
            // Only an unreadable request makes the library return in peace.
            guard.linger();
        } catch (CloseConnectionException _) {
            if (guard.refused()) {
                guard.linger();
            }
        } catch (DataReader.InsufficientDataAvailableException
                | SocketWriterException
                | UncheckedIOException _) {
            // The peer has gone, in the middle of something.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.WARNING, "a connection ended by a bug", bug);
        } finally {
            ended();
        }
    }

    /** Gives everything back; once, by whoever was the last to have it. */
    @Override
    public void ended() {
        try {
            guard.close();
        } finally {
            Acceptor.close(socket);
            connections.remove(this);
            reception.gone(visitor);
        }
    }

    /** Whether it has waited for its next request since before a moment. */
    boolean idleBefore(long moment) {
        return guard.idleBefore(moment);
    }

    long idleSince() {
        return guard.idleSince();
    }

    /** Cuts it when it is late; has the doorman look when nobody else has come to it. */
    void look(long now) {
        if (guard.late(now)) {
            cut();
        } else if (now - since > UNSEEN && !claimed.get() && reception.mayBeLookedAt()) {
            unseen();
        }
    }

    private void unseen() {
        if (claimed.compareAndSet(false, true)) {
            reception.unseen(socket, this);
        }
    }

    /** Ends it after the answer that is being made, or now. */
    void finish() {
        // The library does not tell its thread when that is just about to wait.
        library.close(false);
        guard.finish();
    }

    void cut() {
        guard.cut();
        library.close(true);
    }
}
