package dev.ringback.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of event types, for example {@code generation.*}.
 *
 * <p>A star stands for any run of characters, also none and also across full stops; everything else
 * stands for itself, in the same case. A pattern is written like an {@link EventType} of at most
 * 128 characters in which stars are allowed. The rule is ours.
 */
public final class EventTypeGlob {

    /** The pattern that every event type matches. */
    public static final EventTypeGlob ALL = new EventTypeGlob("*");

    private final String pattern;

    /** What stands before the first star; the whole pattern when there is none. */
    private final String head;

    /** What stands between stars, in order. */
    private final List<String> middle;

    /** What stands after the last star. */
    private final String tail;

    private final boolean literal;

    /**
     * Reads a pattern.
     *
     * @param pattern the pattern
     * @throws IllegalArgumentException when it is not a pattern, saying why
     */
    public EventTypeGlob(String pattern) {
        Optional<String> problem = problemWith(pattern);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        int first = pattern.indexOf('*');
        int last = pattern.lastIndexOf('*');
        this.pattern = pattern;
        this.literal = first < 0;
        this.head = literal ? pattern : pattern.substring(0, first);
        this.tail = literal ? "" : pattern.substring(last + 1);
        this.middle = literal ? List.of() : between(pattern, first, last);
    }

    /** Reads a pattern from outside; empty when it is not one. */
    public static Optional<EventTypeGlob> parse(String text) {
        return problemWith(text).isPresent()
                ? Optional.empty()
                : Optional.of(new EventTypeGlob(text));
    }

    /** Says in words why a text is not a pattern; empty when it is one. */
    public static Optional<String> problemWith(String text) {
        return EventType.problem("event type pattern", text, true);
    }

    /** Tells whether an event type matches. */
    public boolean matches(EventType type) {
        return matches(type.name());
    }

    /**
     * Tells whether the name of an event type matches. For names that were checked when they came
     * in. Never looks back over a choice and allocates nothing.
     */
    public boolean matches(String type) {
        if (literal) {
            return type.equals(head);
        }
        int end = type.length() - tail.length();
        if (end < head.length() || !type.startsWith(head) || !type.endsWith(tail)) {
            return false;
        }
        // The leftmost place is as good as any: it leaves the most room for what follows.
        int from = head.length();
        for (int i = 0; i < middle.size(); i++) {
            String part = middle.get(i);
            int at = type.indexOf(part, from);
            if (at < 0 || at + part.length() > end) {
                return false;
            }
            from = at + part.length();
        }
        return true;
    }

    /** The pattern as it was written. */
    public String pattern() {
        return pattern;
    }

    /** Compares the patterns as they were written. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EventTypeGlob glob && pattern.equals(glob.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return pattern;
    }

    private static List<String> between(String pattern, int first, int last) {
        List<String> parts = new ArrayList<>();
        int start = first + 1;
        while (start <= last) {
            int star = pattern.indexOf('*', start);
            if (star > start) {
                parts.add(pattern.substring(start, star));
            }
            start = star + 1;
        }
        return List.copyOf(parts);
    }
}
