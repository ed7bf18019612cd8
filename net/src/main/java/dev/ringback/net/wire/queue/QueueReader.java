package dev.ringback.net.wire.queue;

import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.IOException;
import java.util.List;

/** Reads a queue, for one who says what is done with. One thread at a time uses it. */
public interface QueueReader extends AutoCloseable {

    /** What comes next, in order; empty when nothing has come for a while. */
    List<QueueMessage> next() throws IOException, RefusedException;

    /** Says that all that came last is done with, so that it does not come again. */
    void done(List<QueueMessage> messages) throws IOException, RefusedException;

    /** Never fails: what is not done with comes again. */
    @Override
    void close();
}
