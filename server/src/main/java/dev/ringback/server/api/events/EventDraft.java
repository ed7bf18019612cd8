package dev.ringback.server.api.events;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * An event as its producer hands it in.
 *
 * @param type what happened
 * @param id the producer's name for it
 * @param subject what it is about
 * @param timestamp when it happened
 * @param data its payload, exactly the bytes that stood in the request
 */
record EventDraft(
        String type,
        Optional<String> id,
        Optional<String> subject,
        Optional<Instant> timestamp,
        Payload data) {

    /** The event that is kept of it. */
    Event event(long sequence, EventId eventId, ProjectId project, Instant now) {
        return new Event(
                sequence,
                project,
                eventId,
                type,
                subject.orElse(""),
                timestamp.orElse(now),
                now,
                Event.JSON,
                data);
    }
}
