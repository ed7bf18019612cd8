package dev.ringback.server.events;

import dev.ringback.kernel.model.Event;
import dev.ringback.net.json.JsonSlice;
import java.util.List;
import java.util.Optional;

/**
 * The payload of an event that a function's SDK sent with more than data, such as the user whom it
 * is about. Functions see all of it; everybody else sees the data, as of any other event.
 */
public final class FunctionEnvelope {

    /** Media type of such payloads. */
    public static final String MEDIA_TYPE = "application/vnd.ringback.function-event+json";

    /** The member that is what everybody sees. */
    public static final String DATA = "data";

    private FunctionEnvelope() {}

    /** Whether an event's payload is one. */
    public static boolean is(Event event) {
        // Whoever sends to a source chooses its media type, but speaks for himself only.
        return event.contentType().equals(MEDIA_TYPE) && event.arrived().isEmpty();
    }

    /** The event with its data as its payload, as all others have it. */
    public static Event opened(Event event) {
        Optional<JsonSlice> data =
                is(event)
                        ? Optional.ofNullable(
                                JsonSlice.all(event.payload().bytes()).members().get(DATA))
                        : Optional.empty();
        return data.map(slice -> with(event, slice)).orElse(event);
    }

    private static Event with(Event event, JsonSlice data) {
        return new Event(
                event.sequence(),
                event.project(),
                event.id(),
                event.type(),
                event.subject(),
                event.occurredAt(),
                event.acceptedAt(),
                Event.JSON,
                data.payload(),
                List.of(),
                event.origin());
    }
}
