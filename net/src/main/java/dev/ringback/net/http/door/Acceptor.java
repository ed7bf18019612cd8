package dev.ringback.net.http.door;

import dev.ringback.kernel.port.Loop;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections from the port for as long as the port is open, whatever goes wrong. When there
 * are no file descriptors left it uses one that it has kept back, so that clients are turned away
 * in place of being left waiting.
 */
final class Acceptor {

    private static final System.Logger LOG = System.getLogger(Acceptor.class.getName());
    private static final long PAUSE = 10_000_000L;

    /** Gets each connection, and must not take long. */
    interface Taker {
        void take(SocketChannel socket) throws IOException;

        /** There are no descriptors left: gives back what can be spared. */
        void relieve();

        /** Answers at once a connection for which there is no descriptor. It is closed then. */
        void turnAway(SocketChannel socket);
    }

    private final ServerSocketChannel port;
    private final Taker taker;
    private Optional<SocketChannel> spare = Optional.empty();
    private final ShortageNotice shortage = new ShortageNotice();
    private final Loop loop = Loop.logged("http-accept", LOG);

    Acceptor(ServerSocketChannel port, Taker taker) {
        this.port = port;
        this.taker = taker;
    }

    void start() {
        // Not a daemon: a server lives for as long as it listens.
        Thread.ofPlatform().name("http-accept").start(this::run);
    }

    /** Each round is a step of its own: whatever fails, the port is listened at. */
    private void run() {
        while (port.isOpen()) {
            if (!loop.step(this::round)) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        spare.ifPresent(Acceptor::close);
    }

    private void round() {
        keepSpare();
        try {
            accept();
        } catch (ClosedChannelException _) {
            // It is not open any more.
        } catch (IOException failed) {
            starve(failed);
        }
    }

    private void accept() throws IOException {
        SocketChannel socket = port.accept();
        if (shortage.over(System.nanoTime())) {
            LOG.log(System.Logger.Level.INFO, "connections are taken again");
        }
        try {
            taker.take(socket);
        } catch (IOException | RuntimeException | Error failed) {
            close(socket);
            if (!(failed instanceof IOException)) {
                throw failed;
            }
        }
    }

    /** Nearly always the limit of open files, of the process or of the machine. */
    private void starve(IOException why) {
        if (shortage.met(System.nanoTime())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "connections are turned away: none can be taken ({0})",
                    why.getMessage());
        }
        taker.relieve();
        spare.ifPresent(Acceptor::close);
        spare = Optional.empty();
        turnOneAway();
        keepSpare();
        LockSupport.parkNanos(PAUSE);
    }

    private void turnOneAway() {
        try {
            port.configureBlocking(false);
            turnAway(port.accept());
        } catch (IOException _) {
            // Somebody else had the descriptor first; there is another chance in a moment.
        } finally {
            block();
        }
    }

    private void turnAway(@Nullable SocketChannel socket) throws IOException {
        try (socket) {
            if (socket != null) {
                taker.turnAway(socket);
            }
        }
    }

    private void block() {
        try {
            port.configureBlocking(true);
        } catch (IOException _) {
            // It is closed, and the loop ends.
        }
    }

    private void keepSpare() {
        if (spare.isEmpty()) {
            try {
                spare = Optional.of(SocketChannel.open());
            } catch (IOException _) {
                // Tried again after the next connection that cannot be taken.
            }
        }
    }

    static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed already.
        }
    }
}
