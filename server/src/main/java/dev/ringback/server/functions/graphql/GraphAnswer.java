package dev.ringback.server.functions.graphql;

import dev.ringback.net.json.JsonSlice;
import dev.ringback.protocol.functions.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers in GraphQL, as JSON. */
final class GraphAnswer {

    private GraphAnswer() {}

    /**
     * What the library answers: objects, lists, texts, flags and whole numbers, and objects of
     * others.
     */
    static CanonicalJson json(@Nullable Object value) {
        return switch (value) {
            case null -> CanonicalJson.NULL;
            case Map<?, ?> object -> object(object);
            case List<?> list -> CanonicalJson.array(list.stream().map(GraphAnswer::json).toList());
            case JsonSlice slice ->
                    CanonicalJson.read(slice.payload().bytes()).orElse(CanonicalJson.NULL);
            case Boolean flag -> CanonicalJson.of(flag);
            case Number number -> CanonicalJson.of(number.longValue());
            default -> CanonicalJson.of(value.toString());
        };
    }

    private static CanonicalJson object(Map<?, ?> members) {
        Map<String, CanonicalJson> object = new TreeMap<>();
        members.forEach((name, value) -> object.put(String.valueOf(name), json(value)));
        return CanonicalJson.object(object);
    }

    /** An answer to what cannot be read. */
    static CanonicalJson refused(String why) {
        return json(Map.of("errors", List.of(Map.of("message", why))));
    }
}
