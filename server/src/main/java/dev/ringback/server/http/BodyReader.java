package dev.ringback.server.http;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Reads a body whole, as long as there is room for it. */
final class BodyReader {

    // What a peer announces costs it nothing, so memory is taken as the bytes arrive. As much as
    // this needs no share: the number of requests bounds it.
    private static final int FIRST_BUFFER = 64 * 1024;
    private static final int FIRST_OF_UNKNOWN = 8 * 1024;
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private BodyReader() {}

    /** Reads a bounded body; a {@link BodyRefused} says that there is no room. */
    static Payload read(RequestBody in, HeldBodies.Share share) throws IOException {
        int most = (int) Math.min(in.most(), LONGEST);
        int first = in.unread() == RequestBody.UNKNOWN ? FIRST_OF_UNKNOWN : FIRST_BUFFER;
        byte[] bytes = new byte[Math.min(most, first)];
        int size = 0;
        while (in.unread() > 0) {
            if (size == bytes.length) {
                bytes = longer(bytes, (int) Math.min(most, 2L * bytes.length), share);
            }
            size += Math.max(0, in.read(bytes, size, bytes.length - size));
        }
        return Payload.of(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }

    private static byte[] longer(byte[] bytes, int length, HeldBodies.Share share)
            throws BodyRefused {
        int held = Math.max(bytes.length, FIRST_BUFFER);
        if (length > held && !share.take(length - held)) {
            throw new BodyRefused(
                    new Refusal(
                            503,
                            "overloaded",
                            "Too many bytes of requests are held in memory.",
                            List.of(new Header("Retry-After", "1"))));
        }
        return Arrays.copyOf(bytes, length);
    }
}
