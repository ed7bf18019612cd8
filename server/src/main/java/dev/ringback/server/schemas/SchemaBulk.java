package dev.ringback.server.schemas;

import dev.harrel.jsonschema.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a schema is small enough to be made ready. The library remembers each of its values by
 * the whole pointer to it, and goes through all of them for each embedded schema.
 */
final class SchemaBulk {

    /** The most values of a schema. */
    static final int VALUES = 10_000;

    /** The most characters of the pointers to all of them. */
    private static final int POINTERS = 1_000_000;

    /** The most schemas of their own name within one. */
    private static final int EMBEDDED = 100;

    private long pointers;
    private int embedded;

    private SchemaBulk() {}

    /** Why it is too large; empty when it is not. */
    static Optional<SchemaFault> problemWith(Value schema) {
        var bulk = new SchemaBulk();
        bulk.add(schema, 0);
        if (bulk.pointers > POINTERS) {
            return Optional.of(new SchemaFault("", "is too large: it is deep under long names"));
        }
        return bulk.embedded > EMBEDDED
                ? Optional.of(
                        new SchemaFault("", "holds more than " + EMBEDDED + " schemas with $id"))
                : Optional.empty();
    }

    private void add(JsonNode value, long pointer) {
        pointers += pointer;
        if (value.isArray()) {
            value.asArray().forEach(each -> add(each, pointer + 6));
        } else if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.asObject().entrySet()) {
                String name = member.getKey();
                if (name.equals("$id") || name.equals("id")) {
                    embedded += member.getValue().isString() ? 1 : 0;
                }
                add(member.getValue(), pointer + name.length() + 1);
            }
        }
    }
}
