package dev.ringback.net.wire;

import dev.ringback.kernel.model.WireFault;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a streamed answer. The deadline runs only while a read waits for the peer, and anew
 * for each; a reader that takes its time is not the peer's fault. The response cap does not apply:
 * nothing is collected.
 */
final class ReplyStream extends InputStream {

    private final OpenExchange opened;
    private final ConnectionPool pool;
    private boolean closed;

    ReplyStream(OpenExchange opened, ConnectionPool pool) {
        this.opened = opened;
        this.pool = pool;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the answer is closed");
        }
        if (opened.body().ended()) {
            return -1;
        }
        Connection connection = opened.connection();
        connection.arm(opened.exchange().ahead());
        try {
            int count = opened.body().read(target, offset, length);
            connection.disarm();
            return count;
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private WireException fault(IOException problem) {
        if (opened.connection().expired()) {
            return new WireException(
                    WireFault.TIMEOUT,
                    "silent for " + Exchange.words(opened.exchange().request.deadline()),
                    problem);
        }
        opened.connection().close();
        if (opened.exchange().hangup.isHungUp()) {
            return new WireException(WireFault.CALLED_OFF, "request was called off", problem);
        }
        return problem instanceof WireException known
                ? known
                : new WireException(
                        WireFault.DISCONNECTED,
                        "connection was closed before the answer was complete",
                        problem);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            opened.exchange().hangup.over();
            opened.release(pool);
        }
    }
}
