package dev.ringback.server.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A piece of a list.
 *
 * @param data the entries, the newest first
 * @param nextCursor where the next page starts; empty at the end
 */
record Page<T>(List<T> data, Optional<String> nextCursor) {

    /**
     * The page that a query for one entry more than the limit came to.
     *
     * @param found up to {@code limit + 1} entries
     * @param place of an entry in the list
     */
    static <S, T> Page<T> of(
            List<S> found, int limit, Function<S, String> place, Function<S, T> view) {
        List<S> shown = found.size() > limit ? found.subList(0, limit) : found;
        Optional<String> next =
                found.size() > limit
                        ? Optional.of(Cursor.of(place.apply(shown.getLast())))
                        : Optional.empty();
        return new Page<>(shown.stream().map(view).toList(), next);
    }
}
