package dev.ringback.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of names, for example {@code llama-3*}.
 *
 * <p>A star stands for any run of characters, also none; everything else stands for itself, in the
 * same case. There is no way to write a star that stands for itself. The rule is ours.
 */
public final class Glob {

    private final String pattern;

    /** What stands before the first star; the whole pattern when there is none. */
    private final String head;

    /** What stands between stars, in order. */
    private final List<String> middle;

    /** What stands after the last star. */
    private final String tail;

    private final boolean literal;

    /**
     * Reads a pattern. Every text is one.
     *
     * @param pattern the pattern
     */
    public Glob(String pattern) {
        int first = pattern.indexOf('*');
        int last = pattern.lastIndexOf('*');
        this.pattern = pattern;
        this.literal = first < 0;
        this.head = literal ? pattern : pattern.substring(0, first);
        this.tail = literal ? "" : pattern.substring(last + 1);
        this.middle = literal ? List.of() : between(pattern, first, last);
    }

    /** Tells whether a name matches. Never looks back over a choice and allocates nothing. */
    public boolean matches(String name) {
        if (literal) {
            return name.equals(head);
        }
        int end = name.length() - tail.length();
        if (end < head.length() || !name.startsWith(head) || !name.endsWith(tail)) {
            return false;
        }
        // The leftmost place is as good as any: it leaves the most room for what follows.
        int from = head.length();
        for (int i = 0; i < middle.size(); i++) {
            String part = middle.get(i);
            int at = name.indexOf(part, from);
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
        return other instanceof Glob glob && pattern.equals(glob.pattern);
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
