package dev.ringback.server.schemas;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.Validator;
import dev.ringback.server.schemas.SchemaVerdict.Misfit;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a schema is what its version of JSON Schema calls one. */
final class SchemaGrammar {

    private static final String KNOWN =
            Stream.of(SchemaDraft.values()).map(SchemaDraft::uri).collect(Collectors.joining(", "));

    private SchemaGrammar() {}

    /** The schemas of schemas, which are read when the first schema comes. */
    private static final class Loaded {

        private static final Map<SchemaDraft, Validator> ALL = new EnumMap<>(SchemaDraft.class);

        static {
            for (SchemaDraft draft : SchemaDraft.values()) {
                Validator validator = JsonSchema.validator(draft, false);
                // Whatever it says: all that it refers to is there afterwards.
                validator.validate(URI.create(draft.uri()), (JsonNode) Value.text(""));
                ALL.put(draft, validator);
            }
        }
    }

    /**
     * The version of a schema.
     *
     * @throws WrongSchema when nobody knows the one that it names
     */
    static SchemaDraft draft(Value schema) {
        return schema.isObject() && schema.asObject().get("$schema") instanceof Value named
                ? draftOf(named)
                : SchemaDraft.NEWEST;
    }

    private static SchemaDraft draftOf(Value named) {
        if (!named.isString()) {
            throw new WrongSchema(named, "is no text");
        }
        return SchemaDraft.named(named.asString())
                .orElseThrow(() -> new WrongSchema(named, "is none of " + KNOWN));
    }

    /**
     * Looks at all of a schema.
     *
     * @throws WrongSchema where it is wrong
     */
    static void check(Value schema, SchemaDraft draft) {
        Validator validator = Loaded.ALL.get(draft);
        if (validator == null) {
            throw new IllegalStateException("no schema of " + draft);
        }
        URI uri = URI.create(draft.uri());
        List<Misfit> misfits = judged(() -> JsonSchema.misfits(validator, uri, schema), schema);
        if (!misfits.isEmpty()) {
            Misfit first = misfits.getFirst();
            throw new WrongSchema(new SchemaFault(first.pointer(), first.words()));
        }
        checkPatterns(schema);
    }

    private static List<Misfit> judged(Supplier<List<Misfit>> judging, Value schema) {
        try {
            return new JudgingBudget().during(judging);
        } catch (JudgingBudget.Spent spent) {
            throw new WrongSchema(schema, "is too large: " + spent.words());
        }
    }

    private static void checkPatterns(Value schema) {
        if (!schema.isObject()) {
            return;
        }
        Map<String, JsonNode> members = schema.asObject();
        if (members.get("$schema") instanceof Value named) {
            draftOf(named);
        }
        if (members.get("pattern") instanceof Value pattern) {
            checkPattern(pattern, pattern.asString());
        }
        if (members.get("patternProperties") instanceof Value patterns) {
            patterns.asObject().forEach((pattern, value) -> checkPattern(value, pattern));
        }
        Subschemas.each(members, SchemaGrammar::checkPatterns);
    }

    private static void checkPattern(JsonNode where, String pattern) {
        Patterns.problemWith(pattern)
                .ifPresent(words -> {
                    throw new WrongSchema(where, words);
                });
    }
}
