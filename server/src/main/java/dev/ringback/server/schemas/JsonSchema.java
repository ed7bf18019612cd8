package dev.ringback.server.schemas;

import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.server.schemas.SchemaVerdict.Misfit;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A JSON Schema that is ready to judge. For many threads. */
final class JsonSchema {

    /** What a schema is called that has no name. Nobody goes there. */
    private static final URI NAMELESS = URI.create("https://schema.invalid/");

    private static final int TOLD = 5;

    private final Validator validator;
    private final URI uri;

    private JsonSchema(Validator validator, URI uri) {
        this.validator = validator;
        this.uri = uri;
    }

    /**
     * Makes a schema ready.
     *
     * @throws WrongSchema where it is none
     */
    static JsonSchema of(Value schema) {
        if (!schema.isObject() && !schema.isBoolean()) {
            throw new WrongSchema(schema, "is neither an object nor true or false");
        }
        SchemaBulk.problemWith(schema)
                .ifPresent(fault -> {
                    throw new WrongSchema(fault);
                });
        SchemaDraft draft = SchemaGrammar.draft(schema);
        SchemaGrammar.check(schema, draft);
        References.check(schema, draft, NAMELESS);
        Validator validator = validator(draft, true);
        try {
            return new JsonSchema(validator, validator.registerSchema(NAMELESS, schema));
        } catch (RuntimeException e) {
            throw new WrongSchema(schema, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * What belongs to a version, and judges its schemas.
     *
     * @param formats whether texts must have the format that is named
     */
    static Validator validator(SchemaDraft newest, boolean formats) {
        var factory = new ValidatorFactory();
        for (SchemaDraft draft : SchemaDraft.values()) {
            factory.withDialect(new MeteredDialect(draft, new Keywords(draft, formats)));
        }
        EvaluatorFactory keywords = new Keywords(newest, formats);
        return factory.withDefaultDialect(new MeteredDialect(newest, keywords))
                .withJsonNodeFactory(new Reading())
                .withMessageProvider(new MisfitWords())
                .withDisabledSchemaValidation(true)
                .createValidator();
    }

    /** Judges a value. Never throws, but for want of room in memory. */
    SchemaVerdict judge(Value value, JudgingBudget budget) {
        try {
            List<Misfit> misfits = budget.during(() -> misfits(validator, uri, value));
            return misfits.isEmpty()
                    ? new SchemaVerdict.Fits()
                    : new SchemaVerdict.Differs(misfits);
        } catch (NoRoomException e) {
            throw e;
        } catch (JudgingBudget.Spent spent) {
            return new SchemaVerdict.Unjudged(spent.words());
        } catch (StackOverflowError _) {
            return new SchemaVerdict.Unjudged("goes too deep");
        } catch (RuntimeException e) {
            return new SchemaVerdict.Unjudged("the schema cannot be followed: " + e.getMessage());
        }
    }

    /** The first few places where a value is not as a schema says; none when it fits. */
    static List<Misfit> misfits(Validator validator, URI uri, Value value) {
        Validator.Result result = validator.validate(uri, (JsonNode) value);
        if (result.isValid()) {
            return List.of();
        }
        List<Misfit> told =
                result.getErrors().stream()
                        .filter(error -> !error.getError().isEmpty())
                        .map(error ->
                                new Misfit(
                                        Pointers.known(error.getInstanceLocation()),
                                        error.getError()))
                        .distinct()
                        .limit(TOLD)
                        .toList();
        return told.isEmpty() ? List.of(new Misfit("", "is not as the schema says")) : told;
    }

    /** How the library reads its own schemas; others are values already. */
    private static final class Reading implements JsonNodeFactory {

        @Override
        public JsonNode wrap(Object node) {
            if (node instanceof JsonNode value) {
                return value;
            }
            throw new IllegalArgumentException("no value: " + node.getClass());
        }

        @Override
        public JsonNode create(String json) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            return switch (Values.read(bytes, SchemaBulk.VALUES)) {
                case Values.Read.Whole(Value value, _) -> value;
                case Values.Read.Malformed(String words) -> throw new IllegalStateException(words);
                case Values.Read.TooMuch(String words) -> throw new IllegalStateException(words);
            };
        }
    }
}
