package dev.ringback.kernel.model;

import java.util.Optional;

/**
 * Names a call. Ids are ordered by the time at which the call was made.
 *
 * @param value zero or greater; of two made by one process the greater came later
 */
public record CallId(long value) implements Comparable<CallId> {

    /** What the text form starts with. */
    public static final String PREFIX = "call_";

    public CallId {
        if (value < 0) {
            throw new IllegalArgumentException("call id is negative: " + value);
        }
    }

    /** Reads the text form; empty when the text is no call id. */
    public static Optional<CallId> parse(String text) {
        var value = Sequence.parse(PREFIX, text);
        return value.isPresent() ? Optional.of(new CallId(value.getAsLong())) : Optional.empty();
    }

    @Override
    public int compareTo(CallId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Sequence.text(PREFIX, value);
    }
}
