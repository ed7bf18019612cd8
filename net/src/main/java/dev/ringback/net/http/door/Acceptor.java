package dev.ringback.net.http.door;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

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

        /** Answers at once a connection for which there is no descriptor, and ends it. */
        void turnAway(SocketChannel socket);
    }

    private final ServerSocketChannel port;
    private final Taker taker;
    private Optional<SocketChannel> spare = Optional.empty();
    private final ShortageNotice shortage = new ShortageNotice();

    Acceptor(ServerSocketChannel port, Taker taker) {
        this.port = port;
        this.taker = taker;
    }

    void start() {
        // Not a daemon: a server lives for as long as it listens.
        Thread.ofPlatform().name("http-accept").start(this::run);
    }

    private void run() {
        keepSpare();
        while (port.isOpen()) {
            try {
                accept();
            } catch (ClosedChannelException _) {
                break;
            } catch (IOException failed) {
                starve(failed);
            } catch (Throwable bug) {
                LOG.log(System.Logger.Level.ERROR, "a connection could not be taken", bug);
                LockSupport.parkNanos(PAUSE);
            }
        }
        spare.ifPresent(Acceptor::close);
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
            SocketChannel socket = port.accept();
            if (socket != null) {
                taker.turnAway(socket);
            }
        } catch (IOException _) {
            // Somebody else had the descriptor first; there is another chance in a moment.
        } finally {
            block();
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
