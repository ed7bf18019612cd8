package dev.ringback.server.streamed;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A streamed message, which arrives as deltas: each member grows by what it is. */
final class StreamedMessage implements StreamedChoice {

    private static final String ROLE = "role";
    private static final String CONTENT = "content";
    private static final String TOOL_CALLS = "tool_calls";
    private static final String FUNCTION_CALL = "function_call";

    private final Map<String, Growing> members = new LinkedHashMap<>();
    private final StreamedCalls calls = new StreamedCalls();
    private Optional<StreamedFunction> function = Optional.empty();
    private final Others others = new Others();

    @Override
    public long add(JsonTree chunk) {
        return chunk.at("delta").members().mapToLong(each -> delta(each.name(), each.value())).sum()
                + others.add(chunk, "delta");
    }

    @Override
    public boolean finished() {
        return others.finished();
    }

    @Override
    public JsonObject json(int index) {
        var message = new JsonObject().put(ROLE, "assistant").putNull(CONTENT);
        members.forEach((name, value) -> {
            boolean nameless = name.equals(ROLE) && value.whole().plain().isEmpty();
            if (value.isBegun() && !nameless) {
                message.put(name, value.whole());
            }
        });
        message.putIfPresent(FUNCTION_CALL, function.map(StreamedFunction::whole));
        if (!calls.isEmpty()) {
            message.put(TOOL_CALLS, calls.whole());
        }
        return others.appendedTo(new JsonObject().put("index", index).put("message", message));
    }

    private long delta(String name, JsonTree value) {
        if (name.equals(TOOL_CALLS)) {
            return value.elements().filter(JsonTree::isObject).mapToLong(calls::add).sum();
        }
        if (name.equals(FUNCTION_CALL) && value.isObject()) {
            StreamedFunction called = function.orElseGet(StreamedFunction::new);
            function = Optional.of(called);
            return called.add(value);
        }
        return members.computeIfAbsent(name, _ -> new Growing()).join(name, value);
    }
}
