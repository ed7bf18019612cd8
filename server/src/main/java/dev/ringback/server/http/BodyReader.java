package dev.ringback.server.http;

import dev.ringback.kernel.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a body whole, within a bound and as long as there is room for it. */
final class BodyReader {

    // What a peer announces costs it nothing, so memory is taken as the bytes arrive. As much as
    // this needs no share: the number of requests bounds it.
    private static final int FIRST_BUFFER = 64 * 1024;

    /** What reading gives. */
    sealed interface Read {

        /** The whole body. */
        record Whole(Payload body) implements Read {}

        /** The body is longer than allowed. */
        record TooLong() implements Read {}

        /** Other bodies hold all the memory there is for bodies. */
        record NoRoom() implements Read {}
    }

    private BodyReader() {}

    /** Reads a body whose length is announced and within bounds. */
    static Read exactly(InputStream in, int length, HeldBodies.Share share) throws IOException {
        byte[] bytes = new byte[Math.min(length, FIRST_BUFFER)];
        int size = 0;
        while (size < length) {
            if (size == bytes.length) {
                int longer = (int) Math.min(length, 2L * bytes.length);
                if (!hasRoom(bytes.length, longer, share)) {
                    return new Read.NoRoom();
                }
                bytes = Arrays.copyOf(bytes, longer);
            }
            int count = in.read(bytes, size, bytes.length - size);
            if (count < 0) {
                throw new IOException("the body ended after " + size + " of " + length + " bytes");
            }
            size += count;
        }
        return new Read.Whole(Payload.of(bytes));
    }

    /** Reads a body of unknown length. */
    static Read atMost(InputStream in, int limit, HeldBodies.Share share) throws IOException {
        byte[] bytes = new byte[Math.min(limit + 1, 8 * 1024)];
        int size = 0;
        while (true) {
            if (size == bytes.length) {
                int longer = (int) Math.min(limit + 1L, 2L * bytes.length);
                if (!hasRoom(bytes.length, longer, share)) {
                    return new Read.NoRoom();
                }
                bytes = Arrays.copyOf(bytes, longer);
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

    private static boolean hasRoom(int length, int longer, HeldBodies.Share share) {
        int free = Math.max(length, FIRST_BUFFER);
        return longer <= free || share.take(longer - free);
    }
}
