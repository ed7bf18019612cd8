package dev.ringback.server.bridges;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.net.wire.queue.QueueReader;
import dev.ringback.server.endpoints.Destination;
import java.io.IOException;
import java.net.URI;

/** Opens queues to read from. */
@FunctionalInterface
public interface QueueReaders {

    /**
     * Opens one.
     *
     * @param url of its server
     * @param group under which the queue remembers what is done with
     * @param reader who reads, the same after a restart
     * @param hangup ends it, whatever is under way
     */
    QueueReader open(
            ProjectId owner, URI url, Destination place, String group, String reader, Hangup hangup)
            throws IOException, RefusedException;
}
