package dev.ringback.net.wire;

import java.io.InputStream;

/**
 * The body of an answer of which its reader may have had enough before its end, as one who has read
 * the last event of a stream. What is left is the wire's to read, so that the connection can be
 * used again; who merely closes a body breaks the answer off.
 */
public interface Finishable {

    /** The reader has all that it wanted, and closes the body next. */
    void finished();

    /** A reader leaves a body, having had enough or not. */
    static void leave(InputStream body, boolean enough) {
        if (enough && body instanceof Finishable whole) {
            whole.finished();
        }
    }
}
