package dev.ringback.net.wire;

import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Room;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.wire.Connection.Line;
import dev.ringback.net.wire.ResponseHead.Framing;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The body of an answer, freed from its framing. Closing it does not close the connection. */
final class BodyStream extends InputStream {

    /** A chunk's size with extensions; nobody needs more. */
    private static final int CHUNK_LINE = 4 * 1_024;

    private static final int TRAILERS = 16 * 1_024;
    private static final int UNKNOWN = 1_024;

    /** So much is counted with the buffers of the connection. */
    private static final int FREE = 8 * 1_024;

    private final Connection connection;
    private final Framing framing;
    private long left;
    private boolean first = true;
    private boolean ended;
    private byte[] bytes = {};
    private int size;

    BodyStream(Connection connection, Framing framing) {
        this.connection = connection;
        this.framing = framing;
        switch (framing) {
            case Framing.Length length -> {
                left = length.bytes();
                ended = left == 0;
            }
            case Framing.Chunked chunked -> left = 0;
            case Framing.UntilClose untilClose -> left = Long.MAX_VALUE;
            case Framing.Unknown unknown -> left = 0;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = connection.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            if (framing instanceof Framing.UntilClose) {
                ended = true;
                return -1;
            }
            throw new IOException("end of stream within a body");
        }
        if (!(framing instanceof Framing.UntilClose)) {
            left -= count;
            ended = left == 0 && framing instanceof Framing.Length;
        }
        return count;
    }

    /**
     * Reads the body of a request's answer, as {@link #readUpTo} does. Where the head says all that
     * matters, a body that cannot be read to its end has none: {@link #ended()} stays false.
     */
    byte[] readFor(Request request) throws IOException {
        try {
            return readUpTo(request.responseCap(), request.room());
        } catch (IOException e) {
            if (!request.headCounts() || (connection.closed() && !connection.expired())) {
                throw e;
            }
            return Arrays.copyOf(bytes, size);
        }
    }

    /**
     * Reads the body to its end, or as much as the cap allows; {@link #ended()} tells which. Only a
     * byte beyond the cap proves that there is more, so at the cap it looks for one.
     *
     * @param room asked before more is held than a connection always has
     */
    private byte[] readUpTo(int cap, Room room) throws IOException {
        bytes = new byte[Math.min(firstGuess(), cap)];
        size = 0;
        while (!ended && size < cap) {
            if (size == bytes.length) {
                int longer = longer(size, cap);
                if (!room.grow(longer > FREE ? longer : 0)) {
                    throw new WireException(WireFault.NO_ROOM, "no room for the answer");
                }
                bytes = Arrays.copyOf(bytes, longer);
            }
            size += Math.max(read(bytes, size, bytes.length - size), 0);
        }
        if (!ended) {
            probe();
        }
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /**
     * A peer that announces much and sends nothing gets no memory for it; one that has sent a
     * quarter is believed the rest, so that it is not copied again and again.
     */
    private int longer(int size, int cap) {
        long whole = framing instanceof Framing.Length length ? length.bytes() : Long.MAX_VALUE;
        return (int) Math.min(cap, whole <= 4L * size ? whole : 2L * size);
    }

    private int firstGuess() {
        return framing instanceof Framing.Length length
                ? (int) Math.min(length.bytes(), FREE)
                : UNKNOWN;
    }

    /** Whether nothing follows. */
    boolean ended() {
        return ended;
    }

    /** Finds out whether nothing follows, without consuming any of it. */
    private void probe() throws IOException {
        if (framing instanceof Framing.UntilClose) {
            ended = connection.buffered() == 0 && !connection.fill();
        } else {
            more();
        }
    }

    /** Whether {@link #left} bytes of this body, or of its current chunk, can be read. */
    private boolean more() throws IOException {
        if (framing instanceof Framing.Unknown(String why)) {
            throw WireException.malformed(why);
        }
        if (!ended && left == 0) {
            nextChunk();
        }
        return !ended;
    }

    private void nextChunk() throws IOException {
        if (!first && !connection.line(2).empty()) {
            throw WireException.malformed("a chunk of the answer has no end");
        }
        first = false;
        left = chunkSize(connection.line(CHUNK_LINE));
        if (left == 0) {
            skipTrailers();
            ended = true;
        }
    }

    private static long chunkSize(Line line) throws WireException {
        long size = 0;
        int at = line.start();
        for (; at < line.end(); at++) {
            int digit = Character.digit(line.bytes()[at], 16);
            if (digit < 0) {
                break;
            }
            size = size * 16 + digit;
            if (at - line.start() >= 15) {
                throw WireException.malformed("a chunk of the answer is too large");
            }
        }
        boolean ends = at == line.end() || " \t;".indexOf(line.bytes()[at]) >= 0;
        if (at == line.start() || !ends) {
            throw WireException.malformed("the size of a chunk is not a number");
        }
        return size;
    }

    private void skipTrailers() throws IOException {
        int room = TRAILERS;
        while (true) {
            if (room <= 0) {
                throw WireException.malformed("the trailers of the answer are too large");
            }
            Line line = connection.line(room);
            room -= line.size();
            if (line.empty()) {
                return;
            }
        }
    }
}
