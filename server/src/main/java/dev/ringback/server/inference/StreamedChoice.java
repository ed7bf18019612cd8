package dev.ringback.server.inference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One choice of a streamed answer, put together from its deltas: texts grow, tool calls grow by
 * their index, everything else is taken as last said.
 */
final class StreamedChoice {

    private static final Set<String> TEXTS =
            Set.of("content", "reasoning", "reasoning_content", "refusal");
    private static final String LOGPROBS = "logprobs";

    private final ObjectNode message = Json.object();
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private final Map<Integer, ObjectNode> toolCalls = new TreeMap<>();
    private final Map<Integer, StringBuilder> arguments = new TreeMap<>();
    private final ObjectNode logprobs = Json.object();
    private final ObjectNode others = Json.object();

    StreamedChoice() {
        message.put("role", "assistant");
        message.putNull("content");
    }

    void add(JsonNode chunk) {
        chunk.path("delta").properties().forEach(each -> delta(each.getKey(), each.getValue()));
        for (Map.Entry<String, JsonNode> each : chunk.properties()) {
            switch (each.getKey()) {
                case "delta", "index" -> {}
                case LOGPROBS -> logprobs(each.getValue());
                default -> said(others, each.getKey(), each.getValue());
            }
        }
    }

    boolean finished() {
        return !others.path("finish_reason").isMissingNode();
    }

    ObjectNode json(int index) {
        texts.forEach((name, text) -> message.put(name, text.toString()));
        if (!toolCalls.isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            toolCalls.forEach((i, call) -> calls.add(whole(i, call)));
        }
        ObjectNode json = Json.object();
        json.put("index", index);
        json.set("message", message);
        if (!logprobs.isEmpty()) {
            json.set(LOGPROBS, logprobs);
        }
        json.setAll(others);
        if (!finished()) {
            json.putNull("finish_reason");
        }
        return json;
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

    private void logprobs(JsonNode value) {
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            if (each.getValue() instanceof ArrayNode more) {
                logprobs.withArrayProperty(each.getKey()).addAll(more);
            }
        }
    }

    private static void said(ObjectNode where, String name, JsonNode value) {
        if (!value.isNull()) {
            where.set(name, value);
        }
    }
}
