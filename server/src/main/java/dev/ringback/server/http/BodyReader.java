package dev.ringback.server.http;

import dev.ringback.kernel.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a body whole, within a bound. */
final class BodyReader {

    // What a peer announces costs it nothing, so memory is taken as the bytes arrive.
    private static final int FIRST_BUFFER = 64 * 1024;

    /** What reading gives. */
    sealed interface Read {

        /** The whole body. */
        record Whole(Payload body) implements Read {}

        /** The body is longer than allowed. */
        record TooLong() implements Read {}
    }

    private BodyReader() {}

    /** Reads a body whose length is announced and within bounds. */
    static Payload exactly(InputStream in, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, FIRST_BUFFER)];
        int size = 0;
        while (size < length) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
            }
            int count = in.read(bytes, size, bytes.length - size);
            if (count < 0) {
                throw new IOException("the body ended after " + size + " of " + length + " bytes");
            }
            size += count;
        }
        return Payload.of(bytes);
    }

    /** Reads a body of unknown length. */
    static Read atMost(InputStream in, int limit) throws IOException {
        byte[] bytes = new byte[Math.min(limit + 1, 8 * 1024)];
        int size = 0;
        while (true) {
            if (size == bytes.length) {
                if (size > limit) {
                    return new Read.TooLong();
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(limit + 1L, 2L * bytes.length));
            }
            int count = in.read(bytes, size, bytes.length - size);
            if (count < 0) {
                return new Read.Whole(Payload.of(Arrays.copyOf(bytes, size)));
            }
            size += count;
            if (size > limit) {
                return new Read.TooLong();
            }
        }
    }
}
