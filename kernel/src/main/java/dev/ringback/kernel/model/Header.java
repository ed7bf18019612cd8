package dev.ringback.kernel.model;

import java.util.List;
import java.util.Optional;

/**
 * One HTTP header line.
 *
 * @param name as it is written on the wire; compared without regard to case
 * @param value without line breaks
 */
public record Header(String name, String value) {

    public Header {
        if (name.isEmpty() || hasLineBreak(name) || hasLineBreak(value)) {
            throw new IllegalArgumentException("header name or value has a line break: " + name);
        }
    }

    /** The value of the first header of that name. */
    public static Optional<String> first(List<Header> headers, String name) {
        for (Header header : headers) {
            if (header.name.equalsIgnoreCase(name)) {
                return Optional.of(header.value);
            }
        }
        return Optional.empty();
    }

    private static boolean hasLineBreak(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0;
    }
}
