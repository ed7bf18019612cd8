package dev.ringback.server.openai;

import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The page of a list that a client asks for.
 *
 * @param limit how many at most
 * @param after the id after which it begins
 * @param descending whether the newest comes first
 */
public record Paging(int limit, Optional<String> after, boolean descending) {

    /**
     * Reads the query's parameters.
     *
     * @param prefix what ids begin with
     * @param usual the limit when none is given
     * @param most the largest limit
     */
    public static Asked<Paging> of(HttpRequest request, String prefix, int usual, int most) {
        Optional<Integer> limit =
                request.query("limit").map(text -> limit(text, most)).orElse(Optional.of(usual));
        if (limit.isEmpty()) {
            return invalid("limit", "must be a whole number from 1 to %d".formatted(most));
        }
        Optional<String> after = request.query("after").filter(text -> !text.isEmpty());
        if (after.isPresent() && !isId(prefix, after.get())) {
            return invalid("after", "must be an id of this list");
        }
        String order = request.query("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            return invalid("order", "must be asc or desc");
        }
        return new Asked.Valid<>(new Paging(limit.get(), after, order.equals("desc")));
    }

    /** Whether a text may be an id; only then the store is asked for it. */
    public static boolean isId(String prefix, String text) {
        return Sequence.parse(prefix, text).isPresent();
    }

    private static Optional<Integer> limit(String text, int most) {
        if (!text.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        int limit = Integer.parseInt(text);
        return limit >= 1 && limit <= most ? Optional.of(limit) : Optional.empty();
    }

    private static Asked<Paging> invalid(String field, String problem) {
        return new Asked.Invalid<>(OpenAiError.field(field, field + " " + problem));
    }

    /**
     * OpenAI's envelope of a list.
     *
     * @param found up to one more than the limit, which tells whether there are more
     */
    public HttpResponse answer(List<JsonObject> found) {
        List<JsonObject> page = found.subList(0, Math.min(limit, found.size()));
        return HttpResponse.of(200, OpenAiList.page(page, found.size() > limit));
    }
}
