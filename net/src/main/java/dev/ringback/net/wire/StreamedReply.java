package dev.ringback.net.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The reply to a request whose body is read while it arrives, or why there is none. */
public sealed interface StreamedReply extends AutoCloseable {

    /** Ends the exchange, wherever it is. */
    @Override
    void close();

    /**
     * An answer whose head has arrived.
     *
     * @param status 200 to 599
     * @param headers as received
     * @param body without framing; a read throws {@link WireException} when the connection breaks
     *     or stays silent for longer than the request's deadline
     */
    record Open(int status, List<Header> headers, InputStream body) implements StreamedReply {

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException("closing an answer does no I/O", e);
            }
        }
    }

    /**
     * No answer.
     *
     * @param fault why
     */
    record Failed(Reply.Faulted fault) implements StreamedReply {

        /** Nothing is open. */
        @Override
        public void close() {}
    }
}
