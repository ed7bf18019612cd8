package dev.ringback.server.jobs;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A chat or text completion whose choices arrive chunk by chunk. */
final class StreamedCompletion implements AnswerAssembly.Pieces {

    private static final int MOST_CHOICES = 128;

    private final String object;
    private final Supplier<StreamedChoice> begun;
    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();
    private final JsonObject members = new JsonObject();

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
    public boolean add(JsonObject chunk) {
        return chunk.members().allMatch(each -> member(each.name(), each.value()));
    }

    private boolean member(String name, JsonTree value) {
        if (name.equals("choices")) {
            return value.elements().allMatch(this::choice);
        }
        if (!value.isNull()) {
            members.put(name, value);
        }
        return true;
    }

    private boolean choice(JsonTree chunk) {
        int index = chunk.count("index", 0);
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
    public JsonObject whole() {
        return new JsonObject()
                .putIfPresent("id", members.at("id").given())
                .put("object", object)
                .putIfPresent("created", members.at("created").given())
                .putIfPresent("model", members.at("model").given())
                .put("choices", choices())
                .putAll(members)
                .put("object", object);
    }

    private List<JsonObject> choices() {
        List<JsonObject> all = new ArrayList<>();
        choices.forEach((index, choice) -> all.add(choice.json(index)));
        return all;
    }
}
