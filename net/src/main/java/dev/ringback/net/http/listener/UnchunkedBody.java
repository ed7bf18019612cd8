package dev.ringback.net.http.listener;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A body that goes out as it is, behind its head, and ends with its connection. */
final class UnchunkedBody extends OutputStream {

    private final DataWriter out;

    private UnchunkedBody(DataWriter out) {
        this.out = out;
    }

    /** Writes the head. */
    static UnchunkedBody begin(DataWriter out, Status status, ServerResponseHeaders headers) {
        headers.set(HeaderValues.CONNECTION_CLOSE);
        StringBuilder head = new StringBuilder("HTTP/1.1 ");
        head.append(status.code()).append(' ').append(status.reasonPhrase()).append("\r\n");
        for (var header : headers) {
            for (String value : header.allValues()) {
                head.append(header.name()).append(": ").append(value).append("\r\n");
            }
        }
        head.append("\r\n");
        var body = new UnchunkedBody(out);
        byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        body.write(bytes, 0, bytes.length);
        return body;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, offset, copy, 0, length);
        out.writeNow(BufferData.create(copy));
    }
}
