package dev.ringback.server.functions.graphql;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request in GraphQL.
 *
 * @param query what is asked for
 * @param operation which part of it; empty where there is but one
 * @param variables the values that it is asked with, without those that are null
 */
record GraphBody(String query, Optional<String> operation, Map<String, Object> variables) {

    /** What a body is. */
    sealed interface Read {

        record Good(GraphBody body) implements Read {}

        record Bad(String why) implements Read {}
    }

    static Read read(byte[] body) {
        Optional<ParsedJson> json =
                JsonBody.read(body, JsonPaths.ALL).filter(ParsedJson.Members.class::isInstance);
        if (json.isEmpty()) {
            return new Read.Bad("the body is no JSON object");
        }
        ParsedJson variables =
                json.get().members().getOrDefault("variables", ParsedJson.Leaf.NOTHING);
        if (variables.text().isPresent() || variables instanceof ParsedJson.Items) {
            return new Read.Bad("variables: must be an object");
        }
        return json.get()
                .text("/query")
                .<Read>map(query ->
                        new Read.Good(
                                new GraphBody(
                                        query,
                                        json.get().text("/operationName"),
                                        values(variables))))
                .orElseGet(() -> new Read.Bad("query: is missing; it is what is asked for"));
    }

    private static Map<String, Object> values(ParsedJson object) {
        Map<String, Object> values = new HashMap<>();
        object.members()
                .forEach((name, each) -> value(each).ifPresent(value -> values.put(name, value)));
        return values;
    }

    private static Optional<Object> value(ParsedJson json) {
        return switch (json) {
            case ParsedJson.Members _ -> Optional.of(values(json));
            case ParsedJson.Items(List<ParsedJson> items) -> Optional.of(values(items));
            case ParsedJson.Leaf leaf -> value(leaf);
        };
    }

    private static List<Object> values(List<ParsedJson> items) {
        List<Object> values = new ArrayList<>();
        items.forEach(each -> value(each).ifPresent(values::add));
        return values;
    }

    private static Optional<Object> value(ParsedJson.Leaf leaf) {
        return switch (leaf.kind()) {
            case NOTHING -> Optional.empty();
            case TEXT -> Optional.of(leaf.written());
            case FLAG -> Optional.of(Boolean.valueOf(leaf.written()));
            case NUMBER -> Optional.of(Double.valueOf(leaf.written()));
        };
    }
}
