package dev.ringback.protocol;

import java.util.Optional;

/**
 * A pattern of event types, for example {@code generation.*} or {@code stripe/*}.
 *
 * <p>A {@link Glob} that is written like an {@link EventType} of at most 128 characters in which
 * stars are allowed; a star also stands for full stops and slashes. The rule is ours.
 */
public final class EventTypeGlob {

    /** The pattern that every event type matches. */
    public static final EventTypeGlob ALL = new EventTypeGlob("*");

    private final Glob glob;

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
        this.glob = new Glob(pattern);
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
        return glob.matches(type);
    }

    /** The pattern as it was written. */
    public String pattern() {
        return glob.pattern();
    }

    /** Compares the patterns as they were written. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EventTypeGlob another && glob.equals(another.glob);
    }

    @Override
    public int hashCode() {
        return glob.hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return glob.pattern();
    }
}
