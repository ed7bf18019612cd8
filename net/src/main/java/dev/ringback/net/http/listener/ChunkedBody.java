package dev.ringback.net.http.listener;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.Refusal;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A body in chunks (RFC 9112 section 7.1), handed on as it arrives. The library would read each
 * chunk whole into memory, and one chunk may be as long as the body.
 */
final class ChunkedBody extends InputStream {

    private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 15;
    private static final int EXTENSION = 128;

    private final DataReader reader;
    private final InputStream library;
    private boolean within;
    private long left;

    /**
     * A body that begins with the next byte.
     *
     * @param library the library's view of it, which is given the last chunk, so that it knows
     *     where the next request begins
     */
    ChunkedBody(DataReader reader, InputStream library) {
        this.reader = reader;
        this.library = library;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !next()) {
            return -1;
        }
        reader.ensureAvailable();
        int count = (int) Math.min(Math.min(length, reader.available()), left);
        BufferData data = reader.readBuffer(count);
        int copied = 0;
        while (copied < count) {
            copied += data.read(bytes, offset + copied, count - copied);
        }
        left -= count;
        return count;
    }

    /** Goes on to the next chunk; false at the last one, which is empty. */
    private boolean next() throws IOException {
        if (within) {
            check(reader.read() == '\r' && reader.read() == '\n');
        }
        within = true;
        if (reader.lookup() == '0' && Arrays.equals(reader.getBuffer(5).readBytes(), LAST)) {
            return library.read() >= 0;
        }
        left = size();
        check(left > 0);
        return true;
    }

    private long size() throws BodyRefused {
        long size = 0;
        int digits = 0;
        byte b = reader.read();
        for (int digit = digit(b); digit >= 0; digit = digit(b)) {
            size = size << 4 | digit;
            check(++digits <= DIGITS);
            b = reader.read();
        }
        check(digits > 0 && (b == '\r' || b == ';' || b == ' ' || b == '\t'));
        // Extensions are to be passed over (RFC 9112 section 7.1.1).
        for (int i = 0; b != '\r'; i++) {
            check(b != '\n' && i < EXTENSION);
            b = reader.read();
        }
        check(reader.read() == '\n');
        return size;
    }

    private static int digit(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }

    private static void check(boolean wellFormed) throws BodyRefused {
        if (!wellFormed) {
            throw new BodyRefused(
                    Refusal.of(
                            400,
                            "malformed_request",
                            "The body is not well-formed in its chunks, or has trailers."));
        }
    }
}
