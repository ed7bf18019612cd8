package dev.ringback.net.http.listener;

import io.helidon.webserver.CloseConnectionException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The body of a streamed answer, on which a lost peer shows as an IOException. */
final class StreamedBody extends FilterOutputStream {

    StreamedBody(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (CloseConnectionException | UncheckedIOException gone) {
            throw new IOException("the peer is gone", gone);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (CloseConnectionException | UncheckedIOException gone) {
            throw new IOException("the peer is gone", gone);
        }
    }
}
