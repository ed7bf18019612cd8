package dev.ringback.server.schemas;

import dev.harrel.jsonschema.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a schema and the schemas in it are called, and where they refer to: within the schema, or to
 * the schema of a version of JSON Schema. There is no other place. Used once.
 */
final class References {

    private static final List<String> REFERRING = List.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final List<String> ANCHORS = List.of("$anchor", "$dynamicAnchor");

    private final SchemaDraft draft;
    private final Map<URI, Named> named = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();

    /** A schema with a name, and the places in it that have names. */
    private record Named(Value schema, Map<String, Value> anchors) {}

    private record Reference(Value from, URI base, String text) {}

    private References(SchemaDraft draft) {
        this.draft = draft;
    }

    /**
     * Looks at all of a schema.
     *
     * @param base what it is called when it has no name of its own
     * @throws WrongSchema where a reference, or a name, is wrong
     */
    static void check(Value schema, SchemaDraft draft, URI base) {
        var references = new References(draft);
        references.named.put(base, new Named(schema, new HashMap<>()));
        references.visit(schema, base);
        references.references.forEach(references::follow);
    }

    private void visit(Value schema, URI base) {
        if (!schema.isObject()) {
            return;
        }
        Map<String, JsonNode> members = schema.asObject();
        URI here =
                Optional.ofNullable(members.get(draft.id()))
                        .filter(JsonNode::isString)
                        .map(id -> called(schema, id, base))
                        .orElse(base);
        for (String keyword : ANCHORS) {
            anchor(schema, members.get(keyword), here);
        }
        for (String keyword : REFERRING) {
            if (members.get(keyword) instanceof Value value && value.isString()) {
                references.add(new Reference(value, here, value.asString()));
            }
        }
        Subschemas.each(members, each -> visit(each, here));
    }

    /** Gives a schema its name, or a place in it when the name is only a fragment. */
    private URI called(Value schema, JsonNode id, URI base) {
        String text = id.asString();
        int fragment = text.indexOf('#');
        if (fragment == 0) {
            resource(base).anchors.put(text.substring(1), schema);
            return base;
        }
        URI name =
                resolved(base, fragment < 0 ? text : text.substring(0, fragment))
                        .orElseThrow(() -> new WrongSchema(id, "is no URI"));
        named.put(name, new Named(schema, new HashMap<>()));
        return name;
    }

    private void anchor(Value schema, @Nullable JsonNode name, URI base) {
        if (name instanceof Value value && value.isString()) {
            resource(base).anchors.put(value.asString(), schema);
        }
    }

    private Named resource(URI base) {
        Named found = named.get(base);
        if (found == null) {
            throw new IllegalStateException("no schema is called " + base);
        }
        return found;
    }

    private void follow(Reference reference) {
        String[] parts = reference.text.split("#", 2);
        URI uri =
                resolved(reference.base, parts[0])
                        .orElseThrow(() -> new WrongSchema(reference.from, "is no URI"));
        if (!named.containsKey(uri)) {
            if (SchemaDraft.named(uri.toString()).isEmpty()) {
                throw new WrongSchema(
                        reference.from, "leads out of the schema, and nothing is fetched");
            }
            return;
        }
        String fragment = parts.length > 1 ? parts[1] : "";
        if (!leadsToSchema(resource(uri), fragment)) {
            throw new WrongSchema(reference.from, "leads to nothing that is a schema");
        }
    }

    private static boolean leadsToSchema(Named resource, String fragment) {
        String place;
        try {
            place = Pointers.decoded(fragment);
        } catch (IllegalArgumentException _) {
            return false;
        }
        if (!place.isEmpty() && !place.startsWith("/")) {
            return resource.anchors.containsKey(place);
        }
        return at(resource.schema, place)
                .filter(value -> value.isObject() || value.isBoolean())
                .isPresent();
    }

    private static Optional<JsonNode> at(JsonNode schema, String pointer) {
        Optional<JsonNode> at = Optional.of(schema);
        String[] steps = pointer.split("/", -1);
        for (int i = 1; i < steps.length; i++) {
            String step = Pointers.unescaped(steps[i]);
            at = at.flatMap(value -> step(value, step));
        }
        return at;
    }

    private static Optional<JsonNode> step(JsonNode value, String step) {
        if (value.isObject()) {
            return Optional.ofNullable(value.asObject().get(step));
        }
        boolean index = value.isArray() && step.matches("[0-9]{1,6}");
        return index
                ? value.asArray().stream().skip(Integer.parseInt(step)).findFirst()
                : Optional.empty();
    }

    private static Optional<URI> resolved(URI base, String text) {
        try {
            return Optional.of(text.isEmpty() ? base : base.resolve(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
