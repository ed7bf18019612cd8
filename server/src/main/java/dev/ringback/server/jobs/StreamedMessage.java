package dev.ringback.server.jobs;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A streamed message, which arrives as deltas: texts grow, tool calls grow by their index,
 * everything else is taken as last said.
 */
final class StreamedMessage implements StreamedChoice {

    private static final Set<String> TEXTS =
            Set.of("content", "reasoning", "reasoning_content", "refusal");

    private final JsonObject message = new JsonObject();
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private final Map<Integer, JsonObject> toolCalls = new TreeMap<>();
    private final Map<Integer, StringBuilder> arguments = new TreeMap<>();
    private final Others others = new Others();

    StreamedMessage() {
        message.put("role", "assistant");
        message.putNull("content");
    }

    @Override
    public void add(JsonTree chunk) {
        chunk.at("delta").members().forEach(each -> delta(each.name(), each.value()));
        others.add(chunk, "delta");
    }

    @Override
    public boolean finished() {
        return others.finished();
    }

    @Override
    public JsonObject json(int index) {
        texts.forEach((name, text) -> message.put(name, text.toString()));
        if (!toolCalls.isEmpty()) {
            toolCalls.forEach((i, call) ->
                    Optional.ofNullable(arguments.get(i))
                            .ifPresent(text ->
                                    call.child("function").put("arguments", text.toString())));
            message.put("tool_calls", toolCalls.values());
        }
        return others.appendedTo(new JsonObject().put("index", index).put("message", message));
    }

    private void delta(String name, JsonTree value) {
        if (TEXTS.contains(name) && value.isText()) {
            texts.computeIfAbsent(name, _ -> new StringBuilder()).append(value.plain());
        } else if (name.equals("tool_calls")) {
            value.elements().forEach(this::toolCall);
        } else {
            said(message, name, value);
        }
    }

    private void toolCall(JsonTree delta) {
        int index = delta.count("index", toolCalls.size());
        JsonObject call = toolCalls.computeIfAbsent(index, _ -> new JsonObject());
        delta.members().forEach(each -> toolCall(index, call, each.name(), each.value()));
    }

    private void toolCall(int index, JsonObject call, String name, JsonTree value) {
        if (name.equals("function")) {
            function(index, call.child("function"), value);
        } else if (!name.equals("index")) {
            said(call, name, value);
        }
    }

    private void function(int index, JsonObject function, JsonTree delta) {
        function.putIfPresent("name", delta.text("name"));
        delta.text("arguments")
                .ifPresent(text ->
                        arguments.computeIfAbsent(index, _ -> new StringBuilder()).append(text));
    }

    private static void said(JsonObject where, String name, JsonTree value) {
        if (!value.isNull()) {
            where.put(name, value);
        }
    }
}
