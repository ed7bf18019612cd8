package dev.ringback.server.jobs;

import dev.ringback.net.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A streamed message, which arrives as deltas: texts grow, tool calls grow by their index,
 * everything else is taken as last said.
 */
final class StreamedMessage implements StreamedChoice {

    private static final Set<String> TEXTS =
            Set.of("content", "reasoning", "reasoning_content", "refusal");

    private final ObjectNode message = Json.object();
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private final Map<Integer, ObjectNode> toolCalls = new TreeMap<>();
    private final Map<Integer, StringBuilder> arguments = new TreeMap<>();
    private final Others others = new Others();

    StreamedMessage() {
        message.put("role", "assistant");
        message.putNull("content");
    }

    @Override
    public void add(JsonNode chunk) {
        chunk.path("delta").properties().forEach(each -> delta(each.getKey(), each.getValue()));
        others.add(chunk, "delta");
    }

    @Override
    public boolean finished() {
        return others.finished();
    }

    @Override
    public ObjectNode json(int index) {
        texts.forEach((name, text) -> message.put(name, text.toString()));
        if (!toolCalls.isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            toolCalls.forEach((i, call) -> calls.add(whole(i, call)));
        }
        ObjectNode json = Json.object();
        json.put("index", index);
        json.set("message", message);
        return others.appendedTo(json);
    }

    private void delta(String name, JsonNode value) {
        if (TEXTS.contains(name) && value.isString()) {
            texts.computeIfAbsent(name, _ -> new StringBuilder()).append(value.stringValue());
        } else if (name.equals("tool_calls")) {
            value.forEach(this::toolCall);
        } else {
            said(message, name, value);
        }
    }

    private void toolCall(JsonNode delta) {
        int index = delta.path("index").intValue(toolCalls.size());
        ObjectNode call = toolCalls.computeIfAbsent(index, _ -> Json.object());
        for (Map.Entry<String, JsonNode> each : delta.properties()) {
            if (each.getKey().equals("function")) {
                function(index, call, each.getValue());
            } else if (!each.getKey().equals("index")) {
                said(call, each.getKey(), each.getValue());
            }
        }
    }

    private void function(int index, ObjectNode call, JsonNode delta) {
        ObjectNode function = call.withObject("/function");
        Json.text(delta, "name").ifPresent(name -> function.put("name", name));
        Json.text(delta, "arguments")
                .ifPresent(text ->
                        arguments.computeIfAbsent(index, _ -> new StringBuilder()).append(text));
    }

    private ObjectNode whole(int index, ObjectNode call) {
        StringBuilder text = arguments.get(index);
        if (text != null) {
            call.withObject("/function").put("arguments", text.toString());
        }
        return call;
    }

    private static void said(ObjectNode where, String name, JsonNode value) {
        if (!value.isNull()) {
            where.set(name, value);
        }
    }
}
