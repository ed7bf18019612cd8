package dev.ringback.net.json;

import tools.jackson.core.JacksonException;

/** A text is not JSON, or not YAML. */
public final class MalformedTextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    MalformedTextException(JacksonException cause) {
        super(cause.getOriginalMessage(), cause);
        line = cause.getLocation() == null ? 0 : cause.getLocation().getLineNr();
        column = cause.getLocation() == null ? 0 : cause.getLocation().getColumnNr();
    }

    /** What is wrong, in the words of the library. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** Where, from 1. */
    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
