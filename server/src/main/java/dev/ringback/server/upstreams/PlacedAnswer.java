package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.net.wire.Finishable;
import dev.ringback.net.wire.WireException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An answer that holds its place until it is closed, when it is known whether it broke off. */
final class PlacedAnswer extends FilterInputStream implements Finishable {

    private final Consumer<Reply> ended;
    private final AtomicBoolean held = new AtomicBoolean(true);
    private Reply reply;

    /**
     * Makes one.
     *
     * @param reply what came of the request, unless it breaks off
     * @param ended is told, and gives the place back
     */
    PlacedAnswer(InputStream body, Reply reply, Consumer<Reply> ended) {
        super(body);
        this.reply = reply;
        this.ended = ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (WireException broken) {
            reply = new Reply.Faulted(broken.fault(), broken.detail(), Timing.NONE);
            throw broken;
        }
    }

    @Override
    public void finished() {
        Finishable.leave(in, true);
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            if (held.compareAndSet(true, false)) {
                ended.accept(reply);
            }
        }
    }
}
