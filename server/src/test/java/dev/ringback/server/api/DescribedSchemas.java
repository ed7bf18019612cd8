package dev.ringback.server.api;

import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of the API's description, read strictly: an object has no member that is not
 * described, unless it is said that it may.
 */
final class DescribedSchemas {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String COMPONENTS = "#/components/schemas/";
    private static final String BASE = "urn:described";
    private static final List<String> COMBINED = List.of("allOf", "oneOf", "anyOf");

    private final Validator validator =
            new ValidatorFactory().withDisabledSchemaValidation(true).createValidator();
    private final Map<JsonNode, URI> known = new HashMap<>();

    DescribedSchemas() {
        ObjectNode all = JSON.createObjectNode();
        ObjectNode schemas = all.putObject("$defs");
        Described.document()
                .at("/components/schemas")
                .properties()
                .forEach(each -> schemas.set(each.getKey(), strict(each.getValue())));
        validator.registerSchema(URI.create(BASE), all.toString());
    }

    /** What is wrong with a value by a schema of the description, in words. */
    synchronized List<String> faults(JsonNode schema, byte[] value) {
        URI uri =
                known.computeIfAbsent(
                        schema,
                        each ->
                                validator.registerSchema(
                                        URI.create(BASE + ":" + known.size()),
                                        closed(strict(each), each).toString()));
        String text = new String(value, StandardCharsets.UTF_8);
        try {
            return faults(validator.validate(uri, text));
        } catch (IllegalArgumentException e) {
            return List.of("it is no JSON: " + e.getMessage());
        }
    }

    private static List<String> faults(Validator.Result result) {
        return result.isValid()
                ? List.of()
                : result.getErrors().stream()
                        .map(error -> error.getInstanceLocation() + ": " + error.getError())
                        .distinct()
                        .toList();
    }

    /** The same with references that are absolute, in which all that is inside is closed. */
    private static JsonNode strict(JsonNode schema) {
        if (!(schema instanceof ObjectNode)) {
            return schema;
        }
        ObjectNode strict = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> each : schema.properties()) {
            JsonNode value = each.getValue();
            strict.set(
                    each.getKey(),
                    switch (each.getKey()) {
                        case "$ref" ->
                                strict.stringNode(
                                        value.asString().replace(COMPONENTS, BASE + "#/$defs/"));
                        case "properties" -> members(value);
                        case "items", "additionalProperties" -> closed(strict(value), value);
                        case "allOf", "oneOf", "anyOf" -> branches(each.getKey(), value);
                        default -> value;
                    });
        }
        return strict;
    }

    private static ObjectNode members(JsonNode properties) {
        ObjectNode members = JSON.createObjectNode();
        properties
                .properties()
                .forEach(each ->
                        members.set(
                                each.getKey(), closed(strict(each.getValue()), each.getValue())));
        return members;
    }

    /** Of alternatives each is closed; of what is added up only the sum is. */
    private static ArrayNode branches(String how, JsonNode schemas) {
        ArrayNode branches = JSON.createArrayNode();
        schemas.forEach(each ->
                branches.add(how.equals("allOf") ? strict(each) : closed(strict(each), each)));
        return branches;
    }

    private static JsonNode closed(JsonNode strict, JsonNode schema) {
        if (strict instanceof ObjectNode object
                && all(schema).anyMatch(each -> each.has("properties"))
                && all(schema).noneMatch(each -> each.has("additionalProperties"))) {
            object.put("unevaluatedProperties", false);
        }
        return strict;
    }

    /** A schema, and all that speak of the same value. */
    private static Stream<JsonNode> all(JsonNode schema) {
        Stream<JsonNode> inside = COMBINED.stream().flatMap(how -> schema.path(how).valueStream());
        Stream<JsonNode> meant =
                schema.path("$ref").stringValueOpt().stream()
                        .map(ref -> Described.document().at(ref.substring(1)));
        return Stream.concat(
                Stream.of(schema), Stream.concat(inside, meant).flatMap(DescribedSchemas::all));
    }
}
