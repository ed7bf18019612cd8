package dev.ringback.store.rows;

/**
 * A stretch of ids, 65,536 milliseconds long. Counts are kept by span, so that a search for few
 * calls among many knows where to look.
 */
public final class Span {

    private static final int BITS = 38;

    private Span() {}

    /** The number of the span that an id is in. */
    public static long of(long id) {
        return id >> BITS;
    }

    /** The smallest id of a span. */
    public static long first(long span) {
        return span << BITS;
    }
}
