package dev.ringback.net.http.listener;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A body that goes out as it is, behind its head, and ends with its connection. Making one sends
 * nothing: whoever writes the body is to learn that the peer is gone, and lets go of what it holds.
 */
final class UnchunkedBody extends OutputStream {

    private static final byte[] NONE = {};

    private final DataWriter out;

    /** What goes out before the next bytes. */
    private byte[] head;

    private UnchunkedBody(DataWriter out, byte[] head) {
        this.out = out;
        this.head = head;
    }

    static UnchunkedBody of(DataWriter out, Status status, ServerResponseHeaders headers) {
        headers.set(HeaderValues.CONNECTION_CLOSE);
        StringBuilder head = new StringBuilder("HTTP/1.1 ");
        head.append(status.code()).append(' ').append(status.reasonPhrase()).append("\r\n");
        for (var header : headers) {
            for (String value : header.allValues()) {
                head.append(header.name()).append(": ").append(value).append("\r\n");
            }
        }
        head.append("\r\n");
        return new UnchunkedBody(out, head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        flush();
        send(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** Sends the head if that is all that there is so far. */
    @Override
    public void flush() {
        byte[] first = head;
        head = NONE;
        if (first.length > 0) {
            send(first);
        }
    }

    @Override
    public void close() {
        flush();
    }

    private void send(byte[] bytes) {
        out.writeNow(BufferData.create(bytes));
    }
}
