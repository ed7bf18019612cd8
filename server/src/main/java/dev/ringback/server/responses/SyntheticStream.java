package dev.ringback.server.responses;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.ArrayList;
import java.util.List;

/**
 * The stream events that are made of an answer which is there whole: each text and each list of
 * arguments in one piece.
 */
final class SyntheticStream {

    private static final String CONTENT = "content";
    private static final String ARGUMENTS = "arguments";

    private final List<JsonObject> events = new ArrayList<>();

    private SyntheticStream() {}

    /** The events between a response's beginning and its end, which are to be numbered. */
    static List<JsonObject> of(JsonTree response) {
        var stream = new SyntheticStream();
        int index = 0;
        for (JsonTree item : response.at("output").elements().toList()) {
            if (item instanceof JsonObject object) {
                stream.item(object, index);
            }
            index++;
        }
        return stream.events;
    }

    private void item(JsonObject item, int index) {
        add("response.output_item.added").put("output_index", index).put("item", begun(item));
        switch (item.text("type").orElse("")) {
            case "message" -> message(item, index);
            case "function_call" -> call(item, index);
            default -> {}
        }
        add("response.output_item.done").put("output_index", index).put("item", item);
    }

    /** As it was before anything was said. */
    private static JsonObject begun(JsonObject item) {
        JsonObject begun = item.copy();
        switch (item.text("type").orElse("")) {
            case "message" -> begun.put(CONTENT, List.of());
            case "function_call" -> begun.put(ARGUMENTS, "");
            default -> {
                return begun;
            }
        }
        return begun.put("status", "in_progress");
    }

    private void message(JsonObject item, int index) {
        int contentIndex = 0;
        for (JsonTree part : item.at(CONTENT).elements().toList()) {
            if (part instanceof JsonObject object) {
                part(item, index, contentIndex, object);
            }
            contentIndex++;
        }
    }

    private void part(JsonObject item, int index, int contentIndex, JsonObject part) {
        String member = part.has("refusal") ? "refusal" : "text";
        String stage = "response." + (member.equals("text") ? "output_text" : member);
        JsonObject begun = part.copy().put(member, "");
        if (member.equals("text")) {
            begun.put("annotations", List.of());
        }
        at("response.content_part.added", item, index, contentIndex).put("part", begun);
        String said = part.text(member).orElse("");
        JsonObject delta = at(stage + ".delta", item, index, contentIndex).put("delta", said);
        JsonObject done = at(stage + ".done", item, index, contentIndex).put(member, said);
        if (member.equals("text")) {
            delta.put("logprobs", List.of());
            done.put("logprobs", List.of());
        }
        at("response.content_part.done", item, index, contentIndex).put("part", part);
    }

    private void call(JsonObject item, int index) {
        String arguments = item.text(ARGUMENTS).orElse("");
        String stage = "response.function_call_arguments";
        at(stage + ".delta", item, index).put("delta", arguments);
        at(stage + ".done", item, index)
                .put("name", item.text("name").orElse(""))
                .put(ARGUMENTS, arguments);
    }

    private JsonObject at(String type, JsonObject item, int index, int contentIndex) {
        return at(type, item, index).put("content_index", contentIndex);
    }

    private JsonObject at(String type, JsonObject item, int index) {
        return add(type).put("item_id", item.text("id").orElse("")).put("output_index", index);
    }

    private JsonObject add(String type) {
        JsonObject event = new JsonObject().put("type", type).put("sequence_number", 0);
        events.add(event);
        return event;
    }
}
