package dev.ringback.kernel.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An immutable record that something happened.
 *
 * @param sequence place in the order of acceptance, unique over all projects
 * @param project the tenant it belongs to
 * @param id its name within the project; see {@link EventId}
 * @param type name such as {@code generation.completed} or {@code github/push}
 * @param subject what it is about, such as a generation's id; empty when nothing in particular
 *     (CloudEvents 1.0, attribute {@code subject})
 * @param occurredAt when it happened, as the producer says, to the millisecond
 * @param acceptedAt when Ringback took it, to the millisecond
 * @param contentType media type of the payload
 * @param payload its bytes as received, complete
 * @param quotes the parts of the payload that are those of earlier events, in the order of their
 *     places, not overlapping; only the store cares, and leaves out those that do not hold
 * @param origin where it comes from; empty of one that was kept before that was
 */
public record Event(
        long sequence,
        ProjectId project,
        EventId id,
        String type,
        String subject,
        Instant occurredAt,
        Instant acceptedAt,
        String contentType,
        Payload payload,
        List<Quote> quotes,
        Optional<Origin> origin) {

    /** Media type of payloads that are JSON. */
    public static final String JSON = "application/json";

    public Event {
        quotes = List.copyOf(quotes);
        if (contentType.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a media type is one line: " + contentType);
        }
        int free = 0;
        for (Quote quote : quotes) {
            if (quote.at() < free || quote.length() > payload.size() - quote.at()) {
                throw new IllegalArgumentException("quotes overlap or lie outside the payload");
            }
            free = quote.at() + quote.length();
        }
    }

    /** An event of which nobody has said yet where it comes from. */
    public Event(
            long sequence,
            ProjectId project,
            EventId id,
            String type,
            String subject,
            Instant occurredAt,
            Instant acceptedAt,
            String contentType,
            Payload payload,
            List<Quote> quotes) {
        this(
                sequence,
                project,
                id,
                type,
                subject,
                occurredAt,
                acceptedAt,
                contentType,
                payload,
                quotes,
                Optional.empty());
    }

    /** The same, which quotes none. */
    public Event(
            long sequence,
            ProjectId project,
            EventId id,
            String type,
            String subject,
            Instant occurredAt,
            Instant acceptedAt,
            String contentType,
            Payload payload) {
        this(
                sequence,
                project,
                id,
                type,
                subject,
                occurredAt,
                acceptedAt,
                contentType,
                payload,
                List.of());
    }

    /** Bytes that it takes: its complete payload and, of one that came in, how it arrived. */
    public int bytes() {
        return payload.size() + arrived().map(from -> from.arrival().size()).orElse(0);
    }

    /** How it came in from outside; empty when it was made here. */
    public Optional<Arrived> arrived() {
        return origin.filter(Arrived.class::isInstance).map(Arrived.class::cast);
    }

    /** The same event from somewhere else. */
    public Event from(Origin from) {
        return new Event(
                sequence,
                project,
                id,
                type,
                subject,
                occurredAt,
                acceptedAt,
                contentType,
                payload,
                quotes,
                Optional.of(from));
    }

    /** The same event with another payload, or with other quotes. */
    public Event with(Payload otherPayload, List<Quote> otherQuotes) {
        return new Event(
                sequence,
                project,
                id,
                type,
                subject,
                occurredAt,
                acceptedAt,
                contentType,
                otherPayload,
                otherQuotes,
                origin);
    }
}
