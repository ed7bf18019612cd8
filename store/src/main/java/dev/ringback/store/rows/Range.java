package dev.ringback.store.rows;

import dev.ringback.kernel.time.TimeOrderedIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of ids.
 *
 * @param from the smallest
 * @param below greater than all of them
 * @param strays whether only strays are meant: what has an id that tells another time than its own
 */
public record Range(long from, long below, boolean strays) {

    /** How far an id may be off without being a stray; the schema says the same. */
    public static final Duration DOUBT = Duration.ofMinutes(1);

    /**
     * Where things of a time may be, the newest first: among the ids of that time, and among the
     * strays everywhere else.
     *
     * @param before only smaller ids
     */
    public static List<Range> of(long before, Optional<Instant> from, Optional<Instant> to) {
        long first = from.map(moment -> TimeOrderedIds.floor(moment.minus(DOUBT))).orElse(0L);
        long last = to.map(moment -> TimeOrderedIds.floor(moment.plus(DOUBT))).orElse(before);
        long below = Math.min(before, last);
        long middle = Math.min(first, below);
        List<Range> ranges = new ArrayList<>();
        ranges.add(new Range(below, before, true));
        ranges.add(new Range(middle, below, false));
        ranges.add(new Range(0, middle, true));
        ranges.removeIf(range -> range.from >= range.below);
        return ranges;
    }

    /** The first of the ids of the span in which it begins. */
    public long firstOfSpan() {
        return Span.first(Span.of(from));
    }

    /** The part of it that is in these spans, both included. */
    public Range within(long firstSpan, long lastSpan) {
        long end = lastSpan == Span.of(Long.MAX_VALUE) ? below : Span.first(lastSpan + 1);
        return new Range(Math.max(from, Span.first(firstSpan)), Math.min(below, end), strays);
    }
}
