package dev.ringback.protocol;

import java.util.Optional;

/**
 * The name of what happened, for example {@code generation.completed} or {@code
 * stripe/invoice.paid}.
 *
 * <p>A name is 1 to {@value #MAX_CHARS} characters: segments of letters, digits, underscores and
 * hyphens, with full stops or slashes between them. Source: Standard Webhooks specification 1.0.0,
 * which has no hyphen and no slash; inference.net's {@code slow-group.completed} needs the one, and
 * what providers send is told apart by the other.
 *
 * @param name the whole name
 */
public record EventType(String name) {

    /** The most characters of a name or of a pattern. */
    public static final int MAX_CHARS = 128;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException when it is not an event type, saying why
     */
    public EventType {
        Optional<String> problem = problemWith(name);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
    }

    /** Reads a name from outside; empty when it is not an event type. */
    public static Optional<EventType> parse(String text) {
        return problemWith(text).isPresent() ? Optional.empty() : Optional.of(new EventType(text));
    }

    /** Says in words why a text is not an event type; empty when it is one. */
    public static Optional<String> problemWith(String text) {
        return problem("event type", text, false);
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }

    static Optional<String> problem(String what, String text, boolean starAllowed) {
        int length = text.length();
        if (length == 0 || length > MAX_CHARS) {
            return Optional.of(what + " has " + length + " characters, not 1 to " + MAX_CHARS);
        }
        boolean segmentIsEmpty = true;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (isSeparator(c)) {
                if (segmentIsEmpty) {
                    return Optional.of(what + " has an empty segment at index " + i);
                }
                segmentIsEmpty = true;
            } else if (isWordCharacter(c) || (starAllowed && c == '*')) {
                segmentIsEmpty = false;
            } else {
                return Optional.of(what + " has a character that is not allowed at index " + i);
            }
        }
        return segmentIsEmpty
                ? Optional.of(what + " ends with a full stop or a slash")
                : Optional.empty();
    }

    private static boolean isSeparator(char c) {
        return c == '.' || c == '/';
    }

    private static boolean isWordCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-';
    }
}
