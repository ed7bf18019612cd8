package dev.ringback.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The cable to a server on this machine, which a test can cut, or bend so that nothing passes and
 * nobody is told.
 */
public final class Cable implements AutoCloseable {

    private enum State {
        WHOLE,
        BENT,
        CUT
    }

    private final int target;
    private final ServerSocket plug;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.WHOLE;

    private Cable(int target, ServerSocket plug) {
        this.target = target;
        this.plug = plug;
    }

    /** A cable that is whole. */
    public static Cable to(int port) {
        try {
            var cable =
                    new Cable(port, new ServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1")));
            Thread.ofVirtual().name("cable").start(cable::accept);
            return cable;
        } catch (IOException e) {
            throw new UncheckedIOException("no cable", e);
        }
    }

    /** The port at its near end. */
    public int port() {
        return plug.getLocalPort();
    }

    /** How many ends of connections there are. */
    public int connections() {
        return open.size();
    }

    /** Ends all connections, and every new one at once. */
    public void cut() {
        set(State.CUT);
        open.forEach(Cable::closeQuietly);
    }

    /** Holds everything back; connections stay, and new ones are taken but not answered. */
    public void bend() {
        set(State.BENT);
    }

    /** Lets everything pass again, also what was held back. */
    public void mend() {
        set(State.WHOLE);
    }

    private void set(State next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while it is bent; false when it is cut. */
    private boolean passes() {
        lock.lock();
        try {
            while (state == State.BENT) {
                changed.awaitUninterruptibly();
            }
            return state == State.WHOLE;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!plug.isClosed()) {
            try {
                Socket near = plug.accept();
                open.add(near);
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void connect(Socket near) {
        try (near) {
            if (!passes()) {
                return;
            }
            try (var far = new Socket(InetAddress.ofLiteral("127.0.0.1"), target)) {
                open.add(far);
                Thread back = Thread.ofVirtual().start(() -> pass(far, near));
                pass(near, far);
                var _ = back.join(Duration.ofDays(1));
            }
        } catch (IOException _) {
            // The server is not there, which its client learns by the end of its connection.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[16 * 1024];
        try (from;
                to) {
            int count = from.getInputStream().read(bytes);
            while (count >= 0 && passes()) {
                to.getOutputStream().write(bytes, 0, count);
                count = from.getInputStream().read(bytes);
            }
        } catch (IOException _) {
            // Cut.
        } finally {
            open.remove(from);
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException _) {
            // It is closed already.
        }
    }

    @Override
    public void close() {
        closeQuietly(plug);
        cut();
    }
}
