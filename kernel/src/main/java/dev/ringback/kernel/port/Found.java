package dev.ringback.kernel.port;

import java.util.List;
import java.util.OptionalLong;

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

    /** Whether the search ran out of time: it is not at the end, and the page has room left. */
    public boolean endedEarly(int limit) {
        return searchedTo.isPresent() && entries.size() < limit;
    }
}
