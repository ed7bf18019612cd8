package dev.ringback.server.jobs;

import dev.ringback.net.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A chat or text completion whose choices arrive chunk by chunk. */
final class StreamedCompletion implements AnswerAssembly.Pieces {

    private static final int MOST_CHOICES = 128;

    private final String object;
    private final Supplier<StreamedChoice> begun;
    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();
    private final ObjectNode members = Json.object();

    /**
     * Makes an empty one.
     *
     * @param object what the whole calls itself
     * @param begun makes a choice of which nothing is known
     */
    StreamedCompletion(String object, Supplier<StreamedChoice> begun) {
        this.object = object;
        this.begun = begun;
    }

    @Override
    public boolean add(ObjectNode chunk) {
        for (Map.Entry<String, JsonNode> member : chunk.properties()) {
            if (member.getKey().equals("choices")) {
                for (JsonNode choice : member.getValue()) {
                    if (!choice(choice)) {
                        return false;
                    }
                }
            } else if (!member.getValue().isNull()) {
                members.set(member.getKey(), member.getValue());
            }
        }
        return true;
    }

    private boolean choice(JsonNode chunk) {
        int index = chunk.path("index").intValue(0);
        if (index < 0 || index >= MOST_CHOICES) {
            return false;
        }
        choices.computeIfAbsent(index, _ -> begun.get()).add(chunk);
        return true;
    }

    /** {@inheritDoc} Some upstreams end a stream without saying so when all choices have ended. */
    @Override
    public boolean complete(boolean done) {
        return done || choices.values().stream().allMatch(StreamedChoice::finished);
    }

    @Override
    public ObjectNode whole() {
        ObjectNode json = Json.object();
        member(json, "id");
        json.put("object", object);
        member(json, "created");
        member(json, "model");
        ArrayNode all = json.putArray("choices");
        choices.forEach((index, choice) -> all.add(choice.json(index)));
        members.properties().stream()
                .filter(each -> !json.has(each.getKey()))
                .forEach(each -> json.set(each.getKey(), each.getValue()));
        return json;
    }

    private void member(ObjectNode json, String name) {
        JsonNode value = members.path(name);
        if (!value.isMissingNode()) {
            json.set(name, value);
        }
    }
}
