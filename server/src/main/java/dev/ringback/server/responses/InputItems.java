package dev.ringback.server.responses;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.json.Json;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
    static List<ObjectNode> of(String response, JsonNode input) {
        if (input.isString()) {
            return List.of(item(response, 0, user(input.stringValue())));
        }
        List<ObjectNode> items = new ArrayList<>();
        for (JsonNode given : input) {
            if (given instanceof ObjectNode object) {
                items.add(item(response, items.size(), object));
            }
        }
        return items;
    }

    /** A text as the message that it stands for. */
    static ObjectNode user(String text) {
        return Json.object().put("role", "user").put(CONTENT, text);
    }

    private static ObjectNode item(String response, int place, ObjectNode given) {
        ObjectNode item = Json.object();
        String type = Json.text(given, "type").orElse(given.has("role") ? MESSAGE : "item");
        item.put("id", Json.text(given, "id").orElse(id(response, type, place)));
        item.put("type", type);
        if (type.equals(MESSAGE)) {
            item.put("status", "completed");
        }
        item.setAll(given.deepCopy().without(List.of("id", "type")));
        if (type.equals(MESSAGE) && given.path(CONTENT).isString()) {
            item.set(CONTENT, parts(given));
        }
        return item;
    }

    private static String id(String response, String type, int place) {
        String prefix = type.equals(MESSAGE) ? "msg_" : "item_";
        return prefix + response.substring(response.indexOf('_') + 1) + "_" + place;
    }

    private static ArrayNode parts(ObjectNode message) {
        boolean said = message.path("role").stringValue("").equals("assistant");
        ArrayNode parts = Json.object().putArray(CONTENT);
        ObjectNode part = parts.addObject().put("type", said ? "output_text" : "input_text");
        part.put("text", message.path(CONTENT).stringValue());
        if (said) {
            part.putArray("annotations");
        }
        return parts;
    }

    /** The page that a request wants of these items. */
    static Asked<ObjectNode> page(HttpRequest request, List<ObjectNode> items) {
        String order = request.query("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            return invalid("order", "must be asc or desc");
        }
        int limit = request.query("limit").map(InputItems::limit).orElse(USUAL_PAGE);
        if (limit < 1 || limit > LARGEST_PAGE) {
            return invalid("limit", "must be a whole number from 1 to " + LARGEST_PAGE);
        }
        List<ObjectNode> ordered = order.equals("asc") ? items : items.reversed();
        Optional<String> after = request.query("after").filter(text -> !text.isEmpty());
        OptionalInt from = after.isEmpty() ? OptionalInt.of(0) : behind(ordered, after.get());
        return from.isEmpty()
                ? invalid("after", "must be the id of an item of this list")
                : new Asked.Valid<>(page(ordered, from.getAsInt(), limit));
    }

    private static int limit(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static OptionalInt behind(List<ObjectNode> items, String id) {
        return IntStream.range(0, items.size())
                .filter(place -> id(items.get(place)).equals(id))
                .map(place -> place + 1)
                .findFirst();
    }

    private static ObjectNode page(List<ObjectNode> items, int from, int limit) {
        int to = Math.min(items.size(), from + limit);
        ObjectNode json = Json.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        items.subList(from, to).forEach(data::add);
        json.putNull("first_id").putNull("last_id");
        if (from < to) {
            json.put("first_id", id(items.get(from))).put("last_id", id(items.get(to - 1)));
        }
        return json.put("has_more", to < items.size());
    }

    private static String id(ObjectNode item) {
        return item.path("id").stringValue("");
    }

    private static Asked<ObjectNode> invalid(String field, String problem) {
        return new Asked.Invalid<>(OpenAiError.field(field, field + " " + problem));
    }
}
