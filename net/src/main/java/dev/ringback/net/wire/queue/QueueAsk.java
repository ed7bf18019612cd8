package dev.ringback.net.wire.queue;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.net.wire.HttpWire;
import java.net.URI;
import java.util.Optional;

/**
 * What is to be read, for whom.
 *
 * @param wire dials, under its guard
 * @param url as the wire to the kind of queue knows it
 * @param login name and what is secret with a colon between them
 * @param group under which the queue remembers what is done with, where it has such
 * @param reader who reads, the same after a restart
 * @param hangup ends it, whatever is under way
 */
public record QueueAsk(
        HttpWire wire,
        ProjectId owner,
        URI url,
        Optional<String> login,
        String group,
        String reader,
        Hangup hangup) {}
