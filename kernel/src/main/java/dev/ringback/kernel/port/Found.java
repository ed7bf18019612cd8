package dev.ringback.kernel.port;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * The result of a search within the time that it may take.
 *
 * @param entries the newest first; all there are whose ids are not below {@code searchedTo}
 * @param searchedTo the id down to which everything was looked at, where the next page starts;
 *     empty when nothing is left
 */
public record Found<T>(List<T> entries, OptionalLong searchedTo) {

    public Found {
        entries = List.copyOf(entries);
    }

    /** All that there is. */
    public static <T> Found<T> all(List<T> entries) {
        return new Found<>(entries, OptionalLong.empty());
    }

    /**
     * What the pieces of a long search come to together. One comes after the other, so that there
     * is room for other searches between them.
     *
     * @param before only smaller ids
     * @param search finds a piece, of ids that are smaller than one
     * @param counted what the entries of a piece come to
     */
    public static <T> long total(
            long before, LongFunction<Found<T>> search, ToLongFunction<List<T>> counted) {
        long total = 0;
        OptionalLong next = OptionalLong.of(before);
        while (next.isPresent()) {
            Found<T> piece = search.apply(next.getAsLong());
            total += counted.applyAsLong(piece.entries());
            next = piece.searchedTo();
        }
        return total;
    }

    /** Whether the search ran out of time: it is not at the end, and the page has room left. */
    public boolean endedEarly(int limit) {
        return searchedTo.isPresent() && entries.size() < limit;
    }
}
