package dev.ringback.store.lists;

import dev.ringback.store.rows.Range;
import java.util.List;

/** Says in which spans there is something to find, from the newest down. */
interface Guide {

    /**
     * A span in which there may be something.
     *
     * @param calls how many calls of those that are meant, as far as it is known
     */
    record Spot(long span, long calls) {}

    /**
     * A part of the spans that were asked for.
     *
     * @param spots the newest first
     * @param searchedTo all spans down to this one were looked at
     */
    record Spots(List<Spot> spots, long searchedTo) {}

    /** Looks among these spans, both included, as far as it goes at once. */
    Spots spots(Range range, long first, long last);
}
