package dev.ringback.kernel.model;

/**
 * Names an event within its project.
 *
 * <p>An id is either given by the producer (and then makes a repeated event recognisable) or
 * derived from the event's sequence number, and then starts with {@code evt_}.
 *
 * @param value 1 to 128 characters of {@code [A-Za-z0-9_.:-]}
 */
public record EventId(String value) {

    /** Longest accepted id, in characters. */
    public static final int MAX_LENGTH = 128;

    /** What derived ids start with; producers may not use it. */
    public static final String PREFIX = "evt_";

    public EventId {
        Names.require("id", value, MAX_LENGTH, true);
    }

    /** The id of an event whose producer gave none. */
    public static EventId of(long sequence) {
        return new EventId(Sequence.text(PREFIX, sequence));
    }

    /** Whether {@link #EventId(String)} would take this text. */
    public static boolean valid(String value) {
        return Names.valid(value, MAX_LENGTH, true);
    }

    /** Whether the producer chose this id. */
    public boolean given() {
        return !value.startsWith(PREFIX);
    }

    @Override
    public String toString() {
        return value;
    }
}
