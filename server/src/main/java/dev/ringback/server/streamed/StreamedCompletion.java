package dev.ringback.server.streamed;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A chat or text completion whose choices arrive chunk by chunk. */
final class StreamedCompletion implements StreamedPieces {

    private static final String CHOICES = "choices";
    private static final String USAGE = "usage";

    /** About what a choice takes beside what it says. */
    private static final long CHOICE = 128;

    private final String object;
    private final Supplier<StreamedChoice> begun;
    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();
    private final JsonObject members = new JsonObject();
    private long kept;

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

    /** {@inheritDoc} What has neither choices nor usage is none, and says nothing here. */
    @Override
    public boolean add(JsonObject chunk) {
        return !(chunk.has(CHOICES) || chunk.has(USAGE))
                || chunk.members().allMatch(each -> member(each.name(), each.value()));
    }

    @Override
    public long kept() {
        return kept;
    }

    private boolean member(String name, JsonTree value) {
        if (name.equals(CHOICES)) {
            return value.elements().allMatch(this::choice);
        }
        if (!value.isNull() && value.text().filter(String::isEmpty).isEmpty()) {
            kept += length(value) - (members.has(name) ? length(members.at(name)) : 0);
            members.put(name, value);
        }
        return true;
    }

    private static long length(JsonTree value) {
        return Growing.bytes(value.toString());
    }

    private boolean choice(JsonTree chunk) {
        int index = chunk.count("index", 0);
        if (index < 0) {
            return false;
        }
        kept += choices.containsKey(index) ? 0 : CHOICE;
        kept += choices.computeIfAbsent(index, _ -> begun.get()).add(chunk);
        return true;
    }

    /** {@inheritDoc} Some upstreams end a stream without saying so when all choices have ended. */
    @Override
    public boolean complete(boolean done) {
        return done
                || (!choices.isEmpty()
                        && choices.values().stream().allMatch(StreamedChoice::finished));
    }

    @Override
    public JsonObject whole() {
        return new JsonObject()
                .putIfPresent("id", members.at("id").given())
                .put("object", object)
                .putIfPresent("created", members.at("created").given())
                .putIfPresent("model", members.at("model").given())
                .put(CHOICES, choices())
                .putAll(members)
                .put("object", object);
    }

    private List<JsonObject> choices() {
        List<JsonObject> all = new ArrayList<>();
        choices.forEach((index, choice) -> all.add(choice.json(index)));
        return all;
    }
}
