package dev.ringback.server.filters;

import dev.ringback.kernel.model.Event;
import dev.ringback.server.filters.values.FilterData;
import java.util.Map;
import java.util.Optional;

/**
 * An event as filters see it. The payload is read at most once, and only when a filter asks for it.
 * Used by one thread.
 */
final class FilterInput {

    static final String TYPE = "type";
    static final String SUBJECT = "subject";
    static final String ID = "id";
    static final String TIMESTAMP = "timestamp";
    static final String DATA = "data";

    /** What an expression sees before there is an event. */
    static final FilterInput NONE = of(Map.of());

    private final Optional<Event> event;
    private final Map<String, Object> given;
    private FilterData data = FilterData.NONE;
    private boolean read;

    private FilterInput(Optional<Event> event, Map<String, Object> given) {
        this.event = event;
        this.given = given;
    }

    static FilterInput of(Event event) {
        return new FilterInput(Optional.of(event), Map.of());
    }

    /** Values that are there already. */
    static FilterInput of(Map<String, Object> given) {
        return new FilterInput(Optional.empty(), given);
    }

    /** The value of a variable; empty when the payload is not JSON, or too much of it. */
    Optional<Object> find(String variable) {
        return event.isPresent()
                ? find(variable, event.get())
                : Optional.ofNullable(given.get(variable));
    }

    /** What reading the payload has cost so far, in steps. */
    long used() {
        return data.used();
    }

    private Optional<Object> find(String variable, Event present) {
        return switch (variable) {
            case TYPE -> Optional.of(present.type());
            case SUBJECT -> Optional.of(present.subject());
            case ID -> Optional.of(present.id().value());
            case TIMESTAMP -> Optional.of(present.occurredAt());
            case DATA -> data(present).root();
            default -> Optional.empty();
        };
    }

    private FilterData data(Event present) {
        if (!read) {
            data = FilterData.read(present.payload().bytes());
            read = true;
        }
        return data;
    }
}
