package dev.ringback.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Watches what one connection waits for, since the library's sockets have no timeouts: for the next
 * request, for the rest of one, or for the peer to take what is written. Used by the connection's
 * thread; only {@link #late} and {@link #cut} are called by others.
 */
final class ConnectionGuard {

    /** Thrown when a body brings more bytes than it may. */
    static final class BodyTooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        BodyTooLong() {
            super("the body is too long", null, false, false);
        }
    }

    private static final long NEVER = Long.MAX_VALUE;
    private static final long SECOND = 1_000_000_000L;
    // How long and how much is read after a last answer, so that closing does not destroy it.
    private static final long LINGER = SECOND / 2;
    private static final int LINGER_READS = 512;

    private final HelidonSocket socket;
    private final Connections connections;
    private final HttpLimits limits;
    // Nanoseconds on the watch's clock; the only field that another thread reads.
    private volatile long deadline = NEVER;
    private boolean idle = true;
    private boolean refused;
    private long startedAt;
    private long received;
    private long allowed = NEVER;

    ConnectionGuard(HelidonSocket socket, Connections connections) {
        this.socket = socket;
        this.connections = connections;
        this.limits = connections.limits();
    }

    DataReader reader() {
        return DataReader.create(this::receive);
    }

    boolean draining() {
        return connections.draining();
    }

    /** From here on more bytes than these make {@link BodyTooLong}. */
    void allow(long bytes) {
        allowed = received + bytes;
    }

    /** The request is there; how long its answer takes is the handler's business. */
    void complete() {
        allowed = NEVER;
    }

    /** The answer is written; the next bytes belong to the next request. */
    void answered() {
        idle = true;
        received = 0;
        allowed = NEVER;
    }

    /** An answer was given though the body is not read, and is not going to be. */
    void refuse() {
        refused = true;
    }

    boolean refused() {
        return refused;
    }

    boolean late(long now) {
        return deadline - now < 0 && deadline != NEVER;
    }

    void cut() {
        try {
            socket.close();
        } catch (UncheckedIOException _) {
            // It is closed already, which is what is wanted.
        }
    }

    /**
     * Reads on for a moment after an answer that was given before the request was read whole.
     * Closing a socket with unread bytes resets the connection, and the peer may lose the answer.
     */
    void linger() {
        deadline = System.nanoTime() + LINGER;
        try {
            for (int i = 0; i < LINGER_READS && socket.get() != null; i++) {
                Thread.onSpinWait();
            }
        } catch (UncheckedIOException _) {
            // The peer is gone, or took longer than a moment.
        } finally {
            deadline = NEVER;
        }
    }

    private byte @Nullable [] receive() {
        if (idle) {
            deadline = connections.now() + limits.idleTimeout().toNanos();
        } else {
            deadline = startedAt + limits.requestTimeout().toNanos() + extension(received);
        }
        try {
            byte[] bytes = socket.get();
            if (bytes != null) {
                count(bytes.length);
            }
            return bytes;
        } catch (UncheckedIOException gone) {
            throw new CloseConnectionException("the peer is gone, or was too slow", gone);
        } finally {
            deadline = NEVER;
        }
    }

    private void count(int bytes) {
        if (idle) {
            idle = false;
            startedAt = connections.now();
            received = 0;
        }
        received += bytes;
        if (received > allowed) {
            throw new BodyTooLong();
        }
    }

    private long extension(long bytes) {
        return bytes * (SECOND / limits.bytesPerSecond());
    }

    /** A writer that sets a deadline around each write. */
    DataWriter writer(DataWriter writer) {
        return new DataWriter() {
            @Override
            public void write(BufferData... buffers) {
                write(BufferData.create(buffers));
            }

            @Override
            public void write(BufferData buffer) {
                started(buffer.available());
                try {
                    writer.write(buffer);
                } finally {
                    deadline = NEVER;
                }
            }

            @Override
            public void writeNow(BufferData... buffers) {
                writeNow(BufferData.create(buffers));
            }

            @Override
            public void writeNow(BufferData buffer) {
                started(buffer.available());
                try {
                    writer.writeNow(buffer);
                } finally {
                    deadline = NEVER;
                }
            }

            @Override
            public void flush() {
                writer.flush();
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }

    private void started(int bytes) {
        deadline = connections.now() + limits.writeTimeout().toNanos() + extension(bytes);
    }
}
