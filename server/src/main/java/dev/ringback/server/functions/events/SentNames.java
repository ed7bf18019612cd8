package dev.ringback.server.functions.events;

import java.util.Optional;

/**
 * What events may be called that SDKs send: any text, as with Inngest, where people have written
 * blanks and colons. Only control characters are left out, which no list and no header could show,
 * and halves of characters, which no database keeps.
 */
public final class SentNames {

    /** The longest; Inngest's own documents say 256. */
    public static final int MOST_CHARS = 512;

    private SentNames() {}

    /** Says in words why an event cannot be called so; empty when it can. */
    public static Optional<String> problemWith(String name) {
        if (name.isEmpty()) {
            return Optional.of("event name is empty");
        }
        if (name.length() > MOST_CHARS) {
            return Optional.of("event name has more than " + MOST_CHARS + " characters");
        }
        return name.codePoints()
                .filter(c ->
                        Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)
                .mapToObj(c ->
                        "event name has a character that no name may have: U+%04X".formatted(c))
                .findFirst();
    }

    /** The same of a name that is looked for, where a star would stand for others. */
    public static Optional<String> problemWithSought(String name) {
        return name.contains("*")
                ? Optional.of("has a star, by which no event is found")
                : problemWith(name);
    }
}
