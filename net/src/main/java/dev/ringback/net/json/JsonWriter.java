package dev.ringback.net.json;

import dev.ringback.kernel.model.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** Writes JSON around bytes that are JSON already. Used by one thread for one body. */
public final class JsonWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;

    /**
     * Starts a body.
     *
     * @param expected about how many bytes it will have
     */
    public JsonWriter(int expected) {
        this.bytes = new byte[expected];
    }

    /** Writes JSON that is ASCII, as it is. */
    public JsonWriter json(String ascii) {
        int length = ascii.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
        return this;
    }

    /** Writes bytes as they are. */
    public JsonWriter bytes(byte[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, bytes, size, to - from);
        size += to - from;
        return this;
    }

    /** Writes all of some bytes as they are. */
    public JsonWriter bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    /** Writes a slice as it is. */
    public JsonWriter slice(JsonSlice slice) {
        return bytes(slice.json(), slice.from(), slice.to());
    }

    /** Writes a JSON string; lone surrogates become question marks. */
    public JsonWriter string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(6 * utf8.length + 2);
        bytes[size++] = '"';
        for (byte b : utf8) {
            if (b >= 0 && b < ' ') {
                control(b);
            } else {
                if (b == '"' || b == '\\') {
                    bytes[size++] = '\\';
                }
                bytes[size++] = b;
            }
        }
        bytes[size++] = '"';
        return this;
    }

    /** Writes a JSON string of the base64 of some bytes. */
    public JsonWriter base64(byte[] source) {
        json("\"");
        byte[] encoded = Base64.getEncoder().encode(source);
        return bytes(encoded).json("\"");
    }

    /** Writes a moment as {@code "2026-03-13T12:00:00.000Z"}: always three digits, always UTC. */
    public JsonWriter moment(Instant moment) {
        return json("\"").json(Moments.text(moment)).json("\"");
    }

    public int size() {
        return size;
    }

    public Payload payload() {
        return Payload.of(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }

    private void control(byte b) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[b >> 4];
        bytes[size++] = HEX[b & 15];
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length + bytes.length / 2));
        }
    }
}
