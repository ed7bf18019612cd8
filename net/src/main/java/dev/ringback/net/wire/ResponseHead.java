package dev.ringback.net.wire;

import dev.ringback.kernel.model.Header;
import java.util.List;

/**
 * The head of a response: what comes before its body.
 *
 * @param status 200 to 599; 600 to 999 where only the head matters
 * @param headers as received
 * @param framing how the end of the body is found
 * @param keepAlive whether the peer will read another request from this connection
 */
record ResponseHead(int status, List<Header> headers, Framing framing, boolean keepAlive) {

    /** The same head on a connection that is not to be used again. */
    ResponseHead last() {
        return new ResponseHead(status, headers, framing, false);
    }

    /** How the end of a body is found (RFC 9112 section 6.3). */
    sealed interface Framing {

        /** So many bytes, 0 for an answer without a body. */
        record Length(long bytes) implements Framing {}

        /** Chunks, the last of which is empty. */
        record Chunked() implements Framing {}

        /** All that comes until the peer closes the connection. */
        record UntilClose() implements Framing {}

        /** Its end cannot be found, for this reason. */
        record Unknown(String why) implements Framing {}
    }
}
