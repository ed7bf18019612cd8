package dev.ringback.net.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

/** A text is not JSON, or not YAML. */
public final class MalformedTextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    MalformedTextException(JacksonException cause) {
        super(JsonTrouble.words(cause), cause);
        line = cause.getLocation() == null ? 0 : cause.getLocation().getLineNr();
        column = cause.getLocation() == null ? 0 : cause.getLocation().getColumnNr();
    }

    /** What is wrong, in the words of the library. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** Whether it may well be JSON, but is more, deeper or longer than what is read. */
    public boolean isTooMuch() {
        return getCause() instanceof StreamConstraintsException;
    }

    /** Where, from 1. */
    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
