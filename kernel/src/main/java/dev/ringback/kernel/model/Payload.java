package dev.ringback.kernel.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that pass through unread and unchanged: an event's payload, a request's body, the excerpt
 * of a response. The array is handed over, not copied; neither side writes to it afterwards.
 */
public final class Payload {

    /** No bytes. */
    public static final Payload EMPTY = new Payload(new byte[0]);

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes over an array that nobody writes to any more. */
    public static Payload of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Payload(bytes);
    }

    /** The UTF-8 bytes of a text. */
    public static Payload of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** The first {@code limit} bytes at most. */
    public Payload excerpt(int limit) {
        return bytes.length <= limit ? this : of(Arrays.copyOf(bytes, limit));
    }

    /** The bytes read as UTF-8, with replacement characters where they are not. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size only: a payload may hold what must not be logged. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
