package dev.ringback.net.http.door;

import dev.ringback.net.http.HttpLimits;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a request as the library can read it.
 *
 * @param bytes of HTTP/1.1
 * @param older whether it came in HTTP/1.0
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record RequestStart(byte[] bytes, boolean older) {

    /**
     * Reads on where the version is not there yet, and to the end of the head where it is the older
     * one; within the bounds of a head.
     *
     * @param next more bytes; null at the end
     */
    static RequestStart read(byte[] begun, Supplier<byte @Nullable []> next, HttpLimits limits) {
        byte[] bytes = begun;
        int newline = newline(bytes);
        while (newline < 0 && bytes.length < limits.maxRequestLine()) {
            byte[] more = next.get();
            if (more == null) {
                return new RequestStart(bytes, false);
            }
            bytes = joined(bytes, more);
            newline = newline(bytes);
        }
        return newline >= 0 && OlderHead.isVersion(bytes, newline)
                ? older(bytes, next, limits.maxRequestLine() + limits.maxHeaders())
                : new RequestStart(bytes, false);
    }

    private static RequestStart older(byte[] begun, Supplier<byte @Nullable []> next, int most) {
        byte[] bytes = begun;
        int end = OlderHead.end(bytes);
        while (end < 0 && bytes.length < most) {
            byte[] more = next.get();
            if (more == null) {
                return new RequestStart(bytes, false);
            }
            bytes = joined(bytes, more);
            end = OlderHead.end(bytes);
        }
        return end < 0
                ? new RequestStart(bytes, false)
                : new RequestStart(OlderHead.translated(bytes, end), true);
    }

    private static int newline(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
