package dev.ringback.server.responses;

import dev.ringback.net.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stream events that are made of an answer which is there whole: each text and each list of
 * arguments in one piece.
 */
final class SyntheticStream {

    private static final String CONTENT = "content";
    private static final String ARGUMENTS = "arguments";

    private final List<ObjectNode> events = new ArrayList<>();

    private SyntheticStream() {}

    /** The events between a response's beginning and its end, which are to be numbered. */
    static List<ObjectNode> of(JsonNode response) {
        var stream = new SyntheticStream();
        int index = 0;
        for (JsonNode item : response.path("output")) {
            if (item instanceof ObjectNode object) {
                stream.item(object, index);
            }
            index++;
        }
        return stream.events;
    }

    private void item(ObjectNode item, int index) {
        add("response.output_item.added").put("output_index", index).set("item", begun(item));
        switch (item.path("type").stringValue("")) {
            case "message" -> message(item, index);
            case "function_call" -> call(item, index);
            default -> {}
        }
        add("response.output_item.done").put("output_index", index).set("item", item);
    }

    /** As it was before anything was said. */
    private static ObjectNode begun(ObjectNode item) {
        ObjectNode begun = item.deepCopy();
        switch (item.path("type").stringValue("")) {
            case "message" -> begun.putArray(CONTENT);
            case "function_call" -> begun.put(ARGUMENTS, "");
            default -> {
                return begun;
            }
        }
        return begun.put("status", "in_progress");
    }

    private void message(ObjectNode item, int index) {
        int contentIndex = 0;
        for (JsonNode part : item.path(CONTENT)) {
            if (part instanceof ObjectNode object) {
                part(item, index, contentIndex, object);
            }
            contentIndex++;
        }
    }

    private void part(ObjectNode item, int index, int contentIndex, ObjectNode part) {
        String member = part.has("refusal") ? "refusal" : "text";
        String stage = "response." + (member.equals("text") ? "output_text" : member);
        ObjectNode begun = part.deepCopy().put(member, "");
        if (member.equals("text")) {
            begun.putArray("annotations");
        }
        at("response.content_part.added", item, index, contentIndex).set("part", begun);
        String said = part.path(member).stringValue("");
        ObjectNode delta = at(stage + ".delta", item, index, contentIndex).put("delta", said);
        ObjectNode done = at(stage + ".done", item, index, contentIndex).put(member, said);
        if (member.equals("text")) {
            delta.putArray("logprobs");
            done.putArray("logprobs");
        }
        at("response.content_part.done", item, index, contentIndex).set("part", part);
    }

    private void call(ObjectNode item, int index) {
        String arguments = item.path(ARGUMENTS).stringValue("");
        String stage = "response.function_call_arguments";
        at(stage + ".delta", item, index).put("delta", arguments);
        at(stage + ".done", item, index)
                .put("name", item.path("name").stringValue(""))
                .put(ARGUMENTS, arguments);
    }

    private ObjectNode at(String type, ObjectNode item, int index, int contentIndex) {
        return at(type, item, index).put("content_index", contentIndex);
    }

    private ObjectNode at(String type, ObjectNode item, int index) {
        return add(type).put("item_id", item.path("id").stringValue("")).put("output_index", index);
    }

    private ObjectNode add(String type) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", 0);
        events.add(event);
        return event;
    }
}
