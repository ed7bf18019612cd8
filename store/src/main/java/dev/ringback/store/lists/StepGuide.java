package dev.ringback.store.lists;

import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.Span;
import dev.ringback.store.rows.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Goes down step by step where nothing says what is in which span; only gaps are jumped over.
 *
 * @param newest asks for the greatest id in a range
 */
record StepGuide(Session session, Function<Range, Sql> newest) implements Guide {

    private static final int STEP = 64;

    @Override
    public Spots spots(Range range, long first, long last) {
        List<Long> ids =
                newest.apply(range.within(first, last)).ask(session, row -> row.getLong(1));
        if (ids.isEmpty()) {
            return new Spots(List.of(), first);
        }
        long top = Span.of(ids.getFirst());
        long end = Math.max(first, top - STEP + 1);
        List<Spot> spots = new ArrayList<>();
        for (long span = top; span >= end; span--) {
            spots.add(new Spot(span, 0));
        }
        return new Spots(spots, end);
    }
}
