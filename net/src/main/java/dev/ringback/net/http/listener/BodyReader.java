package dev.ringback.net.http.listener;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.BodyRefused;
import java.io.IOException;
import java.util.Arrays;

/** Reads a body whole, as long as there is room for it. */
final class BodyReader {

    // What a peer announces costs it nothing, so memory is taken as the bytes arrive. As much as
    // this needs no share: the number of requests bounds it.
    private static final int FIRST_BUFFER = 8 * 1024;
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    // A body is cut up or put into another one before it is let go of.
    static final int TIMES = 2;

    private BodyReader() {}

    /** Reads a bounded body; a {@link BodyRefused} says that there is no room. */
    static Payload read(RequestBody in, HeldBodies.Share share) throws IOException {
        int most = (int) Math.min(in.most(), LONGEST);
        byte[] bytes = new byte[Math.min(most, FIRST_BUFFER)];
        int size = 0;
        while (in.unread() > 0) {
            if (size == bytes.length) {
                bytes = longer(bytes, length(in, size, most), share);
            }
            size += Math.max(0, in.read(bytes, size, bytes.length - size));
        }
        return Payload.of(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }

    /**
     * Who has sent a quarter of what was announced is believed the rest, so that it is not copied
     * again and again.
     */
    private static int length(RequestBody in, int size, int most) {
        boolean believed = in.unread() != RequestBody.UNKNOWN && most <= 4L * size;
        return believed ? most : (int) Math.min(most, 2L * size);
    }

    private static byte[] longer(byte[] bytes, int length, HeldBodies.Share share)
            throws BodyRefused {
        long held = bytes.length <= FIRST_BUFFER ? 0 : (long) TIMES * bytes.length;
        if (!share.grow((long) TIMES * length - held)) {
            throw new BodyRefused(HeldBodies.REFUSAL);
        }
        return Arrays.copyOf(bytes, length);
    }
}
