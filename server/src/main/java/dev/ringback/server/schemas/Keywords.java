package dev.ringback.server.schemas;

import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SchemaParsingContext;
import java.util.Optional;
import java.util.Set;

/**
 * The keywords of a version of JSON Schema: those of the library, metered, and ours in place of
 * those that a stranger could make endless. What only describes is left out.
 */
final class Keywords implements EvaluatorFactory {

    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

    private static final Set<String> JUDGING =
            Set.of(
                    "type",
                    "maximum",
                    "exclusiveMaximum",
                    "minimum",
                    "exclusiveMinimum",
                    "maxLength",
                    "minLength",
                    "maxItems",
                    "minItems",
                    "maxContains",
                    "minContains",
                    "maxProperties",
                    "minProperties",
                    "required",
                    "dependentRequired",
                    "dependentSchemas",
                    "dependencies",
                    "contains",
                    "properties",
                    "additionalProperties",
                    "propertyNames",
                    "unevaluatedProperties",
                    "items",
                    "prefixItems",
                    "additionalItems",
                    "unevaluatedItems",
                    "if",
                    "allOf",
                    "anyOf",
                    "oneOf",
                    "not");

    private final EvaluatorFactory library;
    private final boolean formats;

    /**
     * Those of a version.
     *
     * @param formats whether texts must have the format that is named
     */
    Keywords(SchemaDraft draft, boolean formats) {
        this.library = draft.dialect().getEvaluatorFactory();
        this.formats = formats;
    }

    /** Whether judging depends on it. */
    static boolean isKnown(String keyword) {
        return JUDGING.contains(keyword)
                || REFERENCES.contains(keyword)
                || OwnKeywords.NAMES.contains(keyword);
    }

    static boolean isReference(String keyword) {
        return REFERENCES.contains(keyword);
    }

    /** Never throws: it is also asked of what only looks like a keyword. */
    @Override
    public Optional<Evaluator> create(SchemaParsingContext context, String name, JsonNode node) {
        if (!(node instanceof Value value)) {
            return Optional.empty();
        }
        return evaluator(context, name, value)
                .map(evaluator -> new MeteredKeyword(name, value, context, evaluator));
    }

    private Optional<Evaluator> evaluator(SchemaParsingContext context, String name, Value value) {
        if (REFERENCES.contains(name) && value.isString()) {
            Value reference = value.saying(Pointers.reference(value.asString()));
            return library.create(context, name, reference);
        }
        if (OwnKeywords.NAMES.contains(name)) {
            return formats || !name.equals("format")
                    ? OwnKeywords.evaluator(context, name, value)
                    : Optional.empty();
        }
        return JUDGING.contains(name) ? library.create(context, name, value) : Optional.empty();
    }
}
