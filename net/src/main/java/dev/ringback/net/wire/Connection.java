package dev.ringback.net.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A socket with its read buffer and its deadline. One thread at a time uses it; only the watch
 * thread may expire it meanwhile.
 */
final class Connection {

    private static final long NONE = Long.MAX_VALUE;
    private static final long EXPIRED = Long.MIN_VALUE;
    private static final int BUFFER = 8 * 1_024;

    final WireOrigin origin;
    private final Socket socket;
    private Socket layer;
    private final AtomicLong deadline = new AtomicLong(NONE);
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private final long born;
    private long idleSince;

    /** One that is dialled now, as the wire's clock says. */
    Connection(WireOrigin origin, Socket socket, long born) {
        this.origin = origin;
        this.socket = socket;
        this.layer = socket;
        this.born = born;
    }

    /** Reads and writes go here from now on: the socket itself, or TLS on top of it. */
    void over(Socket layer) throws IOException {
        this.layer = layer;
        in = layer.getInputStream();
        out = layer.getOutputStream();
    }

    /** The socket, or TLS on top of it. */
    Socket layer() {
        return layer;
    }

    /** Sets the instant at which the watch closes the socket; false when it already did. */
    boolean arm(long instant) {
        return deadline.compareAndSet(NONE, instant);
    }

    /** Brings the deadline forward; where it struck before, nothing changes. */
    void hasten(long instant) {
        long set = deadline.get();
        if (instant < set && set != EXPIRED) {
            deadline.compareAndSet(set, instant);
        }
    }

    /** Takes the deadline away; false when it had struck and the socket is closed. */
    boolean disarm() {
        long set = deadline.get();
        return set != EXPIRED && deadline.compareAndSet(set, NONE);
    }

    /** Called by the watch: closes the socket when the deadline lies behind. */
    void expire(long now) {
        long set = deadline.get();
        if (set <= now && set != EXPIRED && deadline.compareAndSet(set, EXPIRED)) {
            close();
        }
    }

    boolean expired() {
        return deadline.get() == EXPIRED;
    }

    /** Closes the socket below TLS: a farewell could block, and nobody waits for it. */
    void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // The connection is given up; that closing it failed too changes nothing.
        }
    }

    boolean closed() {
        return socket.isClosed();
    }

    void idle(long now) {
        idleSince = now;
        if (buffer.length > BUFFER) {
            buffer = new byte[BUFFER];
        }
        position = 0;
        limit = 0;
    }

    long idleSince() {
        return idleSince;
    }

    long born() {
        return born;
    }

    /**
     * Whether the peer spoke out of turn, or took its leave, while the connection was idle. TLS
     * knows only of what it has deciphered: what came since waits in the socket below.
     */
    boolean disturbed() {
        try {
            return in.available() > 0
                    || (!layer.equals(socket) && socket.getInputStream().available() > 0);
        } catch (IOException e) {
            return true;
        }
    }

    void write(RequestBytes request) throws IOException {
        request.writeTo(out);
    }

    /** Bytes that were received and not yet read. */
    int buffered() {
        return limit - position;
    }

    /** Receives more bytes; false at the end of the stream. The buffer must not be full. */
    boolean fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count <= 0) {
            return false;
        }
        limit += count;
        return true;
    }

    /** Up to {@code length} bytes, at least one; -1 at the end of the stream. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (position == limit) {
            if (length >= BUFFER) {
                return in.read(target, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /**
     * Reads a line.
     *
     * @param most bytes it may have, line end included
     * @throws WireException when it has more
     * @throws IOException when the stream ends before the line does
     */
    Line line(int most) throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = position + scanned; i < limit; i++) {
                if (buffer[i] == '\n') {
                    return taken(i, most);
                }
            }
            scanned = limit - position;
            if (scanned >= most) {
                throw WireException.malformed("a line of the answer is too long");
            }
            makeRoom();
            if (!fill()) {
                throw new IOException("end of stream within a line");
            }
        }
    }

    private Line taken(int newline, int most) throws WireException {
        int start = position;
        int size = newline + 1 - start;
        if (size > most) {
            throw WireException.malformed("a line of the answer is too long");
        }
        position = newline + 1;
        int end = newline > start && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        return new Line(buffer, start, end, size);
    }

    private void makeRoom() {
        if (limit < buffer.length || position == limit) {
            return;
        }
        byte[] target = position > 0 ? buffer : new byte[buffer.length * 2];
        System.arraycopy(buffer, position, target, 0, limit - position);
        limit -= position;
        position = 0;
        buffer = target;
    }

    /**
     * A line inside the read buffer, valid until the next read.
     *
     * @param bytes the buffer
     * @param start first byte
     * @param end behind the last byte, line end excluded
     * @param size bytes on the wire, line end included
     */
    @SuppressWarnings("ArrayRecordComponent") // a view of a buffer, never compared
    record Line(byte[] bytes, int start, int end, int size) {

        boolean empty() {
            return start == end;
        }
    }
}
