package dev.ringback.server.responses;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.OpenAiList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The input items of a response, as OpenAI lists them. Those that came without an id get one that
 * follows from the response's and their place, so that it is the same whenever it is asked for.
 */
final class InputItems {

    /** Most items of a page. */
    static final int LARGEST_PAGE = 100;

    private static final int USUAL_PAGE = 20;
    private static final String CONTENT = "content";
    private static final String MESSAGE = "message";

    private InputItems() {}

    /** All items, in the order in which they were given. */
    static List<JsonObject> of(String response, JsonTree input) {
        if (input.isText()) {
            return List.of(item(response, 0, user(input.plain())));
        }
        List<JsonObject> items = new ArrayList<>();
        input.elements()
                .flatMap(each -> each.object().stream())
                .forEach(given -> items.add(item(response, items.size(), given)));
        return items;
    }

    /** A text as the message that it stands for. */
    static JsonObject user(String text) {
        return new JsonObject().put("role", "user").put(CONTENT, text);
    }

    private static JsonObject item(String response, int place, JsonObject given) {
        String type = given.text("type").orElse(given.has("role") ? MESSAGE : "item");
        boolean message = type.equals(MESSAGE);
        Optional<JsonTree> content = given.at(CONTENT).given();
        return new JsonObject()
                .put("id", given.text("id").orElse(id(response, type, place)))
                .put("type", type)
                .putIfPresent("status", message ? Optional.of("completed") : Optional.empty())
                .putAll(given.copy().remove("id").remove("type"))
                .putIfPresent(
                        CONTENT,
                        content.filter(each -> message && each.isText())
                                .map(each -> List.of(part(given, each))));
    }

    private static String id(String response, String type, int place) {
        String prefix = type.equals(MESSAGE) ? "msg_" : "item_";
        return prefix + response.substring(response.indexOf('_') + 1) + "_" + place;
    }

    private static JsonObject part(JsonObject message, JsonTree text) {
        return message.text("role").orElse("").equals("assistant")
                ? new JsonObject()
                        .put("type", "output_text")
                        .put("text", text)
                        .put("annotations", List.of())
                : new JsonObject().put("type", "input_text").put("text", text);
    }

    /** The page that a request wants of these items. */
    static Asked<JsonObject> page(HttpRequest request, List<JsonObject> items) {
        String order = request.query("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            return invalid("order", "must be asc or desc");
        }
        int limit = request.query("limit").map(InputItems::limit).orElse(USUAL_PAGE);
        if (limit < 1 || limit > LARGEST_PAGE) {
            return invalid("limit", "must be a whole number from 1 to " + LARGEST_PAGE);
        }
        List<JsonObject> ordered = order.equals("asc") ? items : items.reversed();
        Optional<String> after = request.query("after").filter(text -> !text.isEmpty());
        OptionalInt from = after.isEmpty() ? OptionalInt.of(0) : behind(ordered, after.get());
        return from.isEmpty()
                ? invalid("after", "must be the id of an item of this list")
                : new Asked.Valid<>(page(ordered, from.getAsInt(), limit));
    }

    private static int limit(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static OptionalInt behind(List<JsonObject> items, String id) {
        return IntStream.range(0, items.size())
                .filter(place -> id(items.get(place)).equals(id))
                .map(place -> place + 1)
                .findFirst();
    }

    private static JsonObject page(List<JsonObject> items, int from, int limit) {
        int to = Math.min(items.size(), from + limit);
        return OpenAiList.page(items.subList(from, to), to < items.size());
    }

    private static String id(JsonObject item) {
        return item.text("id").orElse("");
    }

    private static Asked<JsonObject> invalid(String field, String problem) {
        return new Asked.Invalid<>(OpenAiError.field(field, field + " " + problem));
    }
}
