package dev.ringback.server.schemas;

import dev.harrel.jsonschema.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Where in a schema schemas are. */
final class Subschemas {

    private static final Set<String> ONE =
            Set.of(
                    "additionalProperties",
                    "items",
                    "additionalItems",
                    "not",
                    "if",
                    "then",
                    "else",
                    "contains",
                    "propertyNames",
                    "unevaluatedItems",
                    "unevaluatedProperties",
                    "contentSchema");

    private static final Set<String> SEVERAL =
            Set.of("allOf", "anyOf", "oneOf", "prefixItems", "items");

    private static final Set<String> NAMED =
            Set.of(
                    "properties",
                    "patternProperties",
                    "$defs",
                    "definitions",
                    "dependentSchemas",
                    "dependencies");

    private Subschemas() {}

    /** Whether a keyword has one, or some. */
    static boolean has(String keyword) {
        return ONE.contains(keyword) || SEVERAL.contains(keyword) || NAMED.contains(keyword);
    }

    /** Goes through those that are directly in a schema. */
    static void each(Map<String, JsonNode> schema, Consumer<Value> consumer) {
        schema.forEach((keyword, node) -> {
            if (ONE.contains(keyword) && (node.isObject() || node.isBoolean())) {
                pass(node, consumer);
            } else if (SEVERAL.contains(keyword) && node.isArray()) {
                node.asArray().forEach(each -> pass(each, consumer));
            } else if (NAMED.contains(keyword) && node.isObject()) {
                node.asObject().values().forEach(each -> pass(each, consumer));
            }
        });
    }

    private static void pass(JsonNode node, Consumer<Value> consumer) {
        if (node instanceof Value value) {
            consumer.accept(value);
        }
    }
}
