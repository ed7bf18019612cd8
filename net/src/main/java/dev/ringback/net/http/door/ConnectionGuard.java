package dev.ringback.net.http.door;

import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.Peer;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.SocketWriter;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches what one connection waits for, since the library's sockets have no timeouts: for the next
 * request, for the rest of one, or for the peer to take what is written. Used by the connection's
 * thread; only {@link #late} and {@link #cut} are called by others.
 */
public final class ConnectionGuard {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long SECOND = 1_000_000_000L;
    // How long is read on after a last answer, so that closing does not destroy it: until the
    // peer falls silent, and at most so long.
    private static final long SILENCE = SECOND / 2;
    private static final long LINGER = 2 * SECOND;

    // A client may end a request with an empty line too many (RFC 9112 section 2.2).
    private static final int BLANK = 8;
    private static final long BUSY = 0;

    private final HelidonSocket socket;
    private final DataReader in = DataReader.create(this::receive);
    private final DataWriter out;
    private final Addresses.Visitor visitor;
    private final Connections connections;
    private final HttpLimits limits;
    private final Pace pace;
    // On the watch's clock; these two are what other threads read.
    private volatile long deadline = NEVER;
    private volatile long idleSince = BUSY;
    private boolean fresh = true;
    private boolean idle = true;
    private boolean unfinished;
    private int blank;
    private byte @Nullable [] first;
    private boolean refused;
    private boolean older;
    private Optional<ReadAhead> ahead = Optional.empty();

    ConnectionGuard(HelidonSocket socket, Connections connections, Addresses.Visitor visitor) {
        this.socket = socket;
        this.out = SocketWriter.create(socket);
        this.visitor = visitor;
        this.connections = connections;
        this.limits = connections.limits();
        this.pace = new Pace(limits);
    }

    public DataReader reader() {
        return in;
    }

    public HelidonSocket socket() {
        return socket;
    }

    /** Begins with what somebody else has read. */
    void begunWith(byte[] read) {
        if (read.length > 0) {
            first = read;
        }
    }

    public boolean draining() {
        return connections.draining();
    }

    /** The answer is written; the next bytes belong to the next request. */
    public void answered() {
        complete();
        idle = true;
        blank = 0;
        skipBlank();
    }

    /** What came together with the last request is not read again where requests begin. */
    private void skipBlank() {
        while (blank < BLANK && in.available() > 0 && isBlank(in.lookup())) {
            blank++;
            in.skip(1);
        }
    }

    private static boolean isBlank(byte one) {
        return one == '\r' || one == '\n';
    }

    /** All of a request is there, or nothing more of it will be read. */
    public void complete() {
        if (unfinished) {
            unfinished = false;
            visitor.end();
        }
    }

    void close() {
        complete();
        out.close();
    }

    /**
     * Has something done when the peer is gone, while the connection's thread makes the answer. See
     * {@link Peer#whenGone}.
     */
    public void whenGone(Runnable what) {
        ReadAhead reading = ahead.orElseGet(() -> ReadAhead.start(socket));
        ahead = Optional.of(reading);
        reading.atEnd(what);
    }

    /** An answer was given though the body is not read, and is not going to be. */
    public void refuse() {
        refused = true;
    }

    boolean refused() {
        return refused;
    }

    /** Whether it has waited for its next request since before a moment. */
    boolean idleBefore(long moment) {
        long since = idleSince;
        return since != BUSY && since - moment < 0;
    }

    long idleSince() {
        return idleSince;
    }

    boolean late(long now) {
        return deadline - now < 0 && deadline != NEVER;
    }

    /**
     * Ends it if it waits for its next request; else it ends with the answer that is being made.
     */
    void finish() {
        if (idleSince != BUSY) {
            cut();
        }
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
     * Where nothing has come there was no answer.
     */
    void linger() {
        if (fresh) {
            return;
        }
        long end = connections.nanos() + LINGER;
        try {
            do {
                deadline = Math.min(connections.nanos() + SILENCE, end);
            } while (next() != null && connections.nanos() < end);
        } catch (UncheckedIOException _) {
            // The peer is gone, or took longer than a moment.
        } finally {
            deadline = NEVER;
        }
    }

    private byte @Nullable [] receive() {
        long since = idle ? connections.now() : connections.nanos();
        deadline = since + (idle ? limits.patience().idle().toNanos() : pace.patience());
        idleSince = idle ? since | 1 : BUSY;
        try {
            // Whoever says that all shall end sees that it waits, or it is seen here.
            if (idle && draining()) {
                throw new CloseConnectionException("the server ends");
            }
            byte[] bytes = idle ? begin(next()) : next();
            idleSince = BUSY;
            if (bytes != null) {
                count(bytes.length, since);
            }
            return bytes;
        } catch (UncheckedIOException gone) {
            throw new CloseConnectionException("the peer is gone, or was too slow", gone);
        } finally {
            deadline = NEVER;
            idleSince = BUSY;
        }
    }

    /** The beginning of a request, without empty lines before it. */
    private byte @Nullable [] begin(byte @Nullable [] bytes) {
        byte[] read = bytes;
        int from = 0;
        while (read != null && blank < BLANK && isBlank(read[from])) {
            blank++;
            from++;
            if (from == read.length) {
                read = next();
                from = 0;
            }
        }
        if (read == null) {
            return null;
        }
        byte[] begun = from == 0 ? read : Arrays.copyOfRange(read, from, read.length);
        pace.begun(begun.length);
        RequestStart start = RequestStart.read(begun, this::more, limits);
        older = start.older();
        return start.bytes();
    }

    public boolean older() {
        return older;
    }

    /** More of a request whose beginning is there. */
    private byte @Nullable [] more() {
        long since = connections.nanos();
        idleSince = BUSY;
        deadline = since + pace.patience();
        byte[] bytes = next();
        pace.arrived(bytes == null ? 0 : bytes.length, connections.nanos() - since);
        return bytes;
    }

    /** What was read ahead, or is still being read, and else what the socket has. */
    private byte @Nullable [] next() {
        byte[] given = first;
        if (given != null) {
            first = null;
            return given;
        }
        Optional<ReadAhead> reading = ahead;
        ahead = Optional.empty();
        return reading.isPresent() ? reading.get().bytes() : socket.get();
    }

    private void count(int bytes, long since) {
        if (idle) {
            fresh = false;
            idle = false;
            blank = 0;
            pace.begun(bytes);
            unfinished = visitor.begin();
            if (!unfinished) {
                turnAway();
            }
        } else {
            pace.arrived(bytes, connections.nanos() - since);
        }
    }

    private void turnAway() {
        refused = true;
        writer().writeNow(BufferData.create(RawAnswers.CROWDED));
        throw new CloseConnectionException("too many requests of this address have not ended");
    }

    /** A writer that sets a deadline around each write. */
    public DataWriter writer() {
        return new TimedWriter(out, this::started, () -> deadline = NEVER);
    }

    private void started(int bytes) {
        deadline = connections.now() + limits.patience().write().toNanos() + pace.worth(bytes);
    }
}
