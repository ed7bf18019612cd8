package dev.ringback.server.api;

import dev.ringback.kernel.Sequence;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.http.Problem;
import java.time.Instant;
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
     * Answers with one page of a list that is in memory whole.
     *
     * @param all the newest first, each at a smaller place than the one before
     * @param place of an entry in the list
     */
    static <S, T> HttpResponse answer(
            HttpRequest request, List<S> all, Function<S, String> place, Function<S, T> view) {
        var fields = new QueryFields(request);
        int limit = fields.limit();
        Optional<String> after = fields.after();
        List<Problem.FieldError> faults = fields.faults();
        if (!faults.isEmpty()) {
            return Problems.badRequest(faults);
        }
        List<S> found =
                all.stream()
                        .filter(one ->
                                after.isEmpty() || place.apply(one).compareTo(after.get()) < 0)
                        .limit(limit + 1L)
                        .toList();
        return Json.answer(200, of(found, limit, place, view));
    }

    /** The place of what sorts by the moment at which it was made, and then by its id. */
    static String place(Instant createdAt, String id) {
        return Sequence.text("", createdAt.toEpochMilli()) + ':' + id;
    }

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
