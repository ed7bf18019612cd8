package dev.ringback.server.schemas;

import dev.harrel.jsonschema.JsonNode;
import dev.ringback.protocol.EventType;
import dev.ringback.protocol.EventTypeGlob;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a source has as its schema: one for all event types, or some by type. For a type the one of
 * its name is asked, else that of the longest pattern that it matches, else none.
 */
final class SchemaSet {

    /** About what the library holds for a schema, and for each value of it. */
    private static final long BASE = 8_000;

    private static final long BYTES_PER_VALUE = 1_000;

    private final List<Ruled> rules;
    private final long bytes;

    private record Ruled(EventTypeGlob types, JsonSchema schema) {}

    private SchemaSet(List<Ruled> rules, long bytes) {
        this.rules = rules;
        this.bytes = bytes;
    }

    /** What became of a text. */
    sealed interface Read {

        record Ready(SchemaSet schemas) implements Read {}

        record Wrong(SchemaFault fault) implements Read {}
    }

    static Read read(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        if (json.length > Schemas.MAX_BYTES) {
            return wrong("has " + json.length + " bytes, more than " + Schemas.MAX_BYTES);
        }
        return switch (Values.read(json, SchemaBulk.VALUES)) {
            case Values.Read.Malformed(String words) -> wrong(words);
            case Values.Read.TooMuch(String words) -> wrong(words);
            case Values.Read.Whole(Value value, int count) ->
                    read(value, BASE + BYTES_PER_VALUE * count);
        };
    }

    private static Read read(Value value, long bytes) {
        try {
            List<Ruled> rules = isOneSchema(value) ? List.of(forAll(value)) : byType(value);
            return new Read.Ready(new SchemaSet(rules, bytes));
        } catch (WrongSchema wrong) {
            return new Read.Wrong(wrong.fault());
        } catch (StackOverflowError _) {
            return wrong("is nested too deep");
        }
    }

    private static Read wrong(String words) {
        return new Read.Wrong(new SchemaFault("", words));
    }

    /** Whether it is a schema, and not a map of them: then some member is a keyword. */
    private static boolean isOneSchema(Value value) {
        if (!value.isObject() || value.asObject().isEmpty()) {
            return true;
        }
        Map<String, JsonNode> members = value.asObject();
        boolean one = members.keySet().stream().anyMatch(SchemaSet::isKeyword);
        if (one) {
            members.forEach((name, member) -> {
                if (isPattern(name) && member.isObject()) {
                    throw new WrongSchema(
                            member, "is an event type among the keywords of a schema");
                }
            });
        }
        return one;
    }

    private static boolean isKeyword(String name) {
        return name.startsWith("$")
                || Keywords.isKnown(name)
                || Subschemas.has(name)
                || name.equals("title")
                || name.equals("description");
    }

    private static boolean isPattern(String name) {
        return !isKeyword(name)
                && Stream.of(".", "/", "*").anyMatch(name::contains)
                && EventTypeGlob.problemWith(name).isEmpty();
    }

    private static Ruled forAll(Value schema) {
        return new Ruled(EventTypeGlob.ALL, JsonSchema.of(schema));
    }

    private static List<Ruled> byType(Value map) {
        return map.asObject().entrySet().stream()
                .map(SchemaSet::ruled)
                .sorted(
                        Comparator.comparing(SchemaSet::isGlob)
                                .thenComparingInt(each -> -each.types.pattern().length()))
                .toList();
    }

    private static boolean isGlob(Ruled rule) {
        return rule.types.pattern().contains("*");
    }

    private static Ruled ruled(Map.Entry<String, JsonNode> member) {
        JsonNode value = member.getValue();
        Optional<String> problem = EventTypeGlob.problemWith(member.getKey());
        if (problem.isPresent()) {
            throw new WrongSchema(
                    value, "is neither a keyword of JSON Schema nor for a type: " + problem.get());
        }
        if (!(value instanceof Value schema) || !(value.isObject() || value.isBoolean())) {
            throw new WrongSchema(value, "is no schema for events of a type, nor a keyword");
        }
        try {
            return new Ruled(new EventTypeGlob(member.getKey()), JsonSchema.of(schema.alone()));
        } catch (WrongSchema wrong) {
            SchemaFault fault = wrong.fault();
            String pointer = Pointers.known(schema.getJsonPointer()) + fault.pointer();
            throw new WrongSchema(new SchemaFault(pointer, fault.words()));
        }
    }

    /** About how many bytes it takes. */
    long bytes() {
        return bytes;
    }

    /** The schema that judges events of a type. */
    Optional<JsonSchema> of(EventType type) {
        return rules.stream()
                .filter(rule -> rule.types.matches(type))
                .map(Ruled::schema)
                .findFirst();
    }
}
