package dev.ringback.server.endpoints;

import dev.ringback.kernel.Event;
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

    private final Event event;
    private Optional<Object> data = Optional.empty();
    private boolean read;

    FilterInput(Event event) {
        this.event = event;
    }

    /** The value of a variable; empty when the payload is not JSON, or too much of it. */
    Optional<Object> find(String variable) {
        return switch (variable) {
            case TYPE -> Optional.of(event.type());
            case SUBJECT -> Optional.of(event.subject());
            case ID -> Optional.of(event.id().value());
            case TIMESTAMP -> Optional.of(event.occurredAt());
            case DATA -> data();
            default -> Optional.empty();
        };
    }

    private Optional<Object> data() {
        if (!read) {
            data = FilterData.read(event.payload().bytes());
            read = true;
        }
        return data;
    }
}
