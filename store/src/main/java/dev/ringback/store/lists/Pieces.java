package dev.ringback.store.lists;

import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Span;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Cuts ranges of ids into pieces that take some tens of milliseconds each, and leaves out the spans
 * in which nothing is.
 */
final class Pieces implements Walk.Pieces<Pieces.Piece> {

    private static final long SHORT = Duration.ofMillis(20).toNanos();
    private static final long LONG = Duration.ofMillis(100).toNanos();
    private static final int MOST_SPANS = 4096;
    private static final long MOST_CALLS = 1_000_000;

    /**
     * What is looked through at once.
     *
     * @param calls how many calls of those that are meant are in it, as far as it is known
     */
    record Piece(Range range, long calls) {}

    /** So many are passed over at once to find where they end. */
    private static final long MOST_CUT = 65_536;

    /** Finds where a range ends in whose newest part there are just so many; empty with fewer. */
    interface Cut {
        Optional<Long> at(Range range, long most);
    }

    private final Deque<Range> ranges;
    private final Function<Range, Guide> guides;
    private final Cut cut;
    private final Deque<Guide.Spot> spots = new ArrayDeque<>();
    private Optional<Piece> first;

    /** What a cut has left of a piece. */
    private Optional<Piece> rest = Optional.empty();

    private long left;
    private int spans = 8;
    private long most = 2000;

    /**
     * Pieces of ranges.
     *
     * @param first what comes before them
     * @param ranges the newest first, each with its guide
     */
    Pieces(Optional<Piece> first, List<Range> ranges, Function<Range, Guide> guides) {
        this(first, ranges, guides, (_, _) -> Optional.empty());
    }

    /**
     * Pieces of ranges.
     *
     * @param cut keeps a piece short in which there is much: a span may have any number
     */
    Pieces(Optional<Piece> first, List<Range> ranges, Function<Range, Guide> guides, Cut cut) {
        this.first = first;
        this.ranges = new ArrayDeque<>(ranges);
        this.guides = guides;
        this.cut = cut;
        begin();
    }

    /** Ranges as they are. */
    static Walk.Pieces<Piece> whole(List<Range> ranges) {
        return new Whole(new ArrayDeque<>(ranges));
    }

    private void begin() {
        left = ranges.isEmpty() ? -1 : Span.of(ranges.peek().below() - 1);
    }

    @Override
    public Optional<Piece> next() {
        if (first.isPresent()) {
            Optional<Piece> only = first;
            first = Optional.empty();
            return only;
        }
        if (rest.isPresent()) {
            return Optional.of(cut(rest.get()));
        }
        while (spots.isEmpty()) {
            if (ranges.isEmpty()) {
                return Optional.empty();
            }
            Range range = ranges.peek();
            long first = Span.of(range.from());
            if (left < first) {
                ranges.remove();
                begin();
            } else {
                Guide.Spots more = guides.apply(range).spots(range, first, left);
                spots.addAll(more.spots());
                left = more.searchedTo() - 1;
            }
        }
        return Optional.of(cut(piece(ranges.element())));
    }

    private Piece cut(Piece piece) {
        Range range = piece.range;
        Optional<Long> at = cut.at(range, Math.min(most, MOST_CUT));
        rest = at.map(id -> new Piece(new Range(range.from(), id, range.strays()), piece.calls));
        return at.map(id -> new Piece(new Range(id, range.below(), range.strays()), piece.calls))
                .orElse(piece);
    }

    /** As many spans without a gap as can be looked through at once. */
    private Piece piece(Range range) {
        Guide.Spot spot = spots.remove();
        long last = spot.span();
        long first = last;
        long calls = spot.calls();
        while (last - first + 1 < spans
                && calls < most
                && !spots.isEmpty()
                && spots.element().span() == first - 1) {
            calls += spots.remove().calls();
            first--;
        }
        return new Piece(range.within(first, last), calls);
    }

    @Override
    public long end(Piece piece) {
        return piece.range.from();
    }

    @Override
    public void took(long nanos) {
        if (nanos < SHORT) {
            spans = Math.min(2 * spans, MOST_SPANS);
            most = Math.min(2 * most, MOST_CALLS);
        } else if (nanos > LONG) {
            spans = Math.max(spans / 2, 1);
            most = Math.max(most / 2, 1);
        }
    }

    private record Whole(Deque<Range> ranges) implements Walk.Pieces<Piece> {

        @Override
        public Optional<Piece> next() {
            return Optional.ofNullable(ranges.poll()).map(range -> new Piece(range, 0));
        }

        @Override
        public long end(Piece piece) {
            return piece.range.from();
        }

        @Override
        public void took(long nanos) {}
    }
}
