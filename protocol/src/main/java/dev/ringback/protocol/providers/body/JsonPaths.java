package dev.ringback.protocol.providers.body;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a JSON document that somebody will ask for, so that a large one is read without
 * being built.
 */
public final class JsonPaths {

    /** All of a document. */
    public static final JsonPaths ALL = new JsonPaths(true);

    /** Stands for each element of an array in a pointer. */
    private static final String EACH = "*";

    private final boolean whole;
    private final Map<String, JsonPaths> next = new HashMap<>();

    private JsonPaths(boolean whole) {
        this.whole = whole;
    }

    /**
     * Makes the paths of some pointers, whose steps may be {@code *} for each element of an array.
     */
    public static JsonPaths of(Collection<String> pointers) {
        JsonPaths root = new JsonPaths(false);
        for (String pointer : pointers) {
            JsonPaths here = root;
            for (String step : ParsedJson.steps(pointer)) {
                here = here.next.computeIfAbsent(step, any -> new JsonPaths(false));
            }
        }
        root.spread();
        return root;
    }

    /** What is asked of each element is asked of those with a number of their own as well. */
    private void spread() {
        JsonPaths each = next.get(EACH);
        if (each != null) {
            next.values().stream().filter(own -> own != each).forEach(own -> own.add(each));
        }
        next.values().forEach(JsonPaths::spread);
    }

    private void add(JsonPaths other) {
        other.next.forEach((step, below) ->
                next.computeIfAbsent(step, any -> new JsonPaths(false)).add(below));
    }

    /** What is asked for below a member's name or an element's number. */
    Optional<JsonPaths> below(String step) {
        if (whole) {
            return Optional.of(this);
        }
        JsonPaths own = next.get(step);
        return Optional.ofNullable(own != null ? own : next.get(EACH));
    }

    /** Whether an element at this place or behind it may be asked for. */
    boolean reaches(int place) {
        if (whole || next.containsKey(EACH)) {
            return true;
        }
        return next.keySet().stream()
                .anyMatch(step -> step.matches("[0-9]{1,8}") && Integer.parseInt(step) >= place);
    }

    /** Whether nothing is asked for at all. */
    public boolean none() {
        return !whole && next.isEmpty();
    }
}
