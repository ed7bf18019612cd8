package dev.ringback.net.http.listener;

import dev.ringback.kernel.model.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Frames of WebSockets: those that a server writes, and those of a client as they are read. */
final class SocketFrames {

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;

    /** What clients say is not heard, so none needs as much. */
    private static final int EIGHT_BYTES = 127;

    private static final int MASK = 4;

    /** Section 1.3 of RFC 6455. */
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private byte[] read = new byte[0];

    /** A frame of a client; one that breaks the rules is a leave. */
    record Frame(int opcode, Payload body) {}

    /** What proves to a client that its request was understood. */
    static String accept(String key) {
        try {
            byte[] text = (key + MAGIC).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-1", e);
        }
    }

    /** A frame of a server. */
    static byte[] written(int opcode, byte[] body) {
        var out = new ByteArrayOutputStream(body.length + 10);
        out.write(LAST | opcode);
        if (body.length < TWO_BYTES) {
            out.write(body.length);
        } else if (body.length <= 0xFFFF) {
            out.write(TWO_BYTES);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) body.length).array());
        } else {
            out.write(EIGHT_BYTES);
            out.writeBytes(ByteBuffer.allocate(8).putLong(body.length).array());
        }
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** More has come. */
    void add(byte[] more) {
        int had = read.length;
        read = Arrays.copyOf(read, had + more.length);
        System.arraycopy(more, 0, read, had, more.length);
    }

    /** The next frame, once all of it is there. */
    Optional<Frame> next() {
        if (read.length < 2) {
            return Optional.empty();
        }
        int opcode = read[0] & 0x0F;
        int length = read[1] & 0x7F;
        int head = 2;
        if ((read[1] & MASKED) == 0 || length == EIGHT_BYTES) {
            return Optional.of(new Frame(CLOSE, Payload.EMPTY));
        }
        if (length == TWO_BYTES) {
            if (read.length < 4) {
                return Optional.empty();
            }
            length = ByteBuffer.wrap(read, 2, 2).getShort() & 0xFFFF;
            head = 4;
        }
        int all = head + MASK + length;
        if (read.length < all) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOfRange(read, head + MASK, all);
        for (int i = 0; i < body.length; i++) {
            body[i] ^= read[head + i % MASK];
        }
        read = Arrays.copyOfRange(read, all, read.length);
        return Optional.of(new Frame(opcode, Payload.of(body)));
    }
}
