package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.FieldError;
import dev.ringback.net.json.Omitted;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param data the entries, the newest first
 * @param next the place at which the next page starts; empty at the end
 * @param searchedTo the moment down to which all was looked at, when the time for a page was over
 *     before it was full; the next page goes on from there
 */
public record Page<T>(List<T> data, Optional<String> next, Optional<Instant> searchedTo) {

    private record View<T>(
            List<T> data, Optional<String> nextCursor, @Omitted Optional<Instant> searchedTo) {}

    /** Answers with it. Its cursor is good for this list alone. */
    public HttpResponse answer(HttpRequest request) {
        Optional<String> cursor = next.map(place -> Cursor.of(request.path(), place));
        return HttpResponse.of(200, new View<>(data, cursor, searchedTo));
    }

    /** Answers with a list that has one page. */
    public static <T> HttpResponse whole(List<T> all) {
        return HttpResponse.of(200, new View<>(all, Optional.empty(), Optional.empty()));
    }

    /** The whole list, or its end. */
    public static <T> Page<T> last(List<T> data) {
        return new Page<>(data, Optional.empty(), Optional.empty());
    }

    /** A full page, after which the list goes on at a place. */
    public static <T> Page<T> full(List<T> data, String next) {
        return new Page<>(data, Optional.of(next), Optional.empty());
    }

    /** A page that is not full, though the list goes on below an id. */
    public static <T> Page<T> early(List<T> data, long id) {
        Instant moment = TimeOrderedIds.moment(id);
        return new Page<>(data, Optional.of(Sequence.text("", id)), Optional.of(moment));
    }

    /** The page that a search came to. */
    public static <S, T> Page<T> of(Found<S> found, int limit, Function<S, T> view) {
        List<T> data = found.entries().stream().map(view).toList();
        if (found.searchedTo().isEmpty()) {
            return last(data);
        }
        long id = found.searchedTo().getAsLong();
        return found.endedEarly(limit) ? early(data, id) : full(data, Sequence.text("", id));
    }

    /**
     * Answers with one page of a list that is in memory whole.
     *
     * @param all the newest first, each at a smaller place than the one before
     * @param place of an entry in the list
     */
    public static <S, T> HttpResponse answer(
            HttpRequest request, List<S> all, Function<S, String> place, Function<S, T> view) {
        return answer(request, all, place, view, Comparator.reverseOrder());
    }

    /**
     * The same for a list that goes upwards.
     *
     * @param all each at a greater place than the one before
     */
    public static <S, T> HttpResponse ascending(
            HttpRequest request, List<S> all, Function<S, String> place, Function<S, T> view) {
        return answer(request, all, place, view, Comparator.naturalOrder());
    }

    private static <S, T> HttpResponse answer(
            HttpRequest request,
            List<S> all,
            Function<S, String> place,
            Function<S, T> view,
            Comparator<String> order) {
        var fields = new QueryFields(request);
        int limit = fields.limit();
        Optional<String> after = fields.after();
        List<FieldError> faults = fields.faults();
        if (!faults.isEmpty()) {
            return Problems.badRequest(faults);
        }
        List<S> found =
                all.stream()
                        .filter(one ->
                                after.isEmpty() || order.compare(place.apply(one), after.get()) > 0)
                        .limit(limit + 1L)
                        .toList();
        return of(found, limit, place, view).answer(request);
    }

    /** The place of what sorts by the moment at which it was made, and then by its id. */
    public static String place(Instant createdAt, String id) {
        return Sequence.text("", createdAt.toEpochMilli()) + ':' + id;
    }

    /**
     * The page that a query for one entry more than the limit came to.
     *
     * @param found up to {@code limit + 1} entries
     * @param place of an entry in the list
     */
    private static <S, T> Page<T> of(
            List<S> found, int limit, Function<S, String> place, Function<S, T> view) {
        List<S> shown = found.size() > limit ? found.subList(0, limit) : found;
        List<T> data = shown.stream().map(view).toList();
        return found.size() > limit ? full(data, place.apply(shown.getLast())) : last(data);
    }
}
