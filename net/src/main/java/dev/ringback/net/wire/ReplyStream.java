package dev.ringback.net.wire;

import dev.ringback.kernel.model.WireFault;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The body of a streamed answer. The deadline runs only while a read waits for the peer, and anew
 * for each; a reader that takes its time is not the peer's fault. The response cap does not apply:
 * nothing is collected.
 */
final class ReplyStream extends InputStream implements Finishable {

    /** How long the end of an answer is waited for when its reader has had enough. */
    private static final Duration END = Duration.ofSeconds(1);

    /** How much may come until then: there is nothing to be said after the last event. */
    private static final int LEFT = 1_024;

    private final OpenExchange opened;
    private final ConnectionPool pool;
    private boolean closed;
    private boolean finished;

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
            if (finished && opened.isKeepable()) {
                // Nobody waits for it: the peer may close the answer a moment later.
                Thread.ofVirtual().start(this::readToEnd);
            } else {
                opened.release(pool);
            }
        }
    }

    @Override
    public void finished() {
        finished = true;
    }

    private void readToEnd() {
        Connection connection = opened.connection();
        if (connection.arm(opened.exchange().ahead(END))) {
            try {
                byte[] left = new byte[LEFT];
                int size = 0;
                int count = 0;
                while (count >= 0 && size < LEFT) {
                    count = opened.body().read(left, size, LEFT - size);
                    size += Math.max(count, 0);
                }
            } catch (IOException e) {
                connection.close();
            }
        }
        opened.release(pool);
    }
}
