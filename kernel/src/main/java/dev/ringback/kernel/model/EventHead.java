package dev.ringback.kernel.model;

import java.time.Instant;
import java.util.Optional;

/**
 * An event without its payload, as lists show it.
 *
 * @param sequence its place in the order of acceptance
 * @param project the tenant it belongs to
 * @param id unique in its project
 * @param type what happened
 * @param subject what it is about; may be empty
 * @param occurredAt when it happened, as its producer says
 * @param acceptedAt when it was accepted
 * @param contentType media type of the payload
 * @param size bytes of the complete payload
 * @param origin where it comes from
 */
public record EventHead(
        long sequence,
        ProjectId project,
        EventId id,
        String type,
        String subject,
        Instant occurredAt,
        Instant acceptedAt,
        String contentType,
        int size,
        Optional<Origin.Head> origin) {

    /** How it came in from outside; empty when it was made here. */
    public Optional<Arrived.Head> arrived() {
        return origin.filter(Arrived.Head.class::isInstance).map(Arrived.Head.class::cast);
    }

    /** The head of an event. */
    public static EventHead of(Event event) {
        return new EventHead(
                event.sequence(),
                event.project(),
                event.id(),
                event.type(),
                event.subject(),
                event.occurredAt(),
                event.acceptedAt(),
                event.contentType(),
                event.payload().size(),
                event.origin().map(Origin::head));
    }
}
