package dev.ringback.server.functions.graphql;

import dev.ringback.net.json.Moments;
import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Values of the schema's own types, which are texts on the wire.
 *
 * @param expected what a text has to be, in words
 * @param read what it means; empty when it is none of these
 * @param write the text again
 * @param <T> what it is here
 */
record TextValues<T>(String expected, Function<String, Optional<T>> read, Function<T, String> write)
        implements Coercing<T, String> {

    /** All that the schema names. */
    static List<GraphQLScalarType> all() {
        var moments = new TextValues<Instant>(Moments.EXPECTED, Moments::parse, Moments::text);
        var texts = new TextValues<Object>("must be a text", Optional::of, Object::toString);
        return Stream.concat(
                        Stream.of(scalar("Time", moments), ObjectValues.scalar("Map")),
                        Stream.of("ULID", "UUID", "Bytes").map(each -> scalar(each, texts)))
                .toList();
    }

    private static GraphQLScalarType scalar(String name, Coercing<?, ?> values) {
        return GraphQLScalarType.newScalar().name(name).coercing(values).build();
    }

    @Override
    @SuppressWarnings("unchecked") // What is given is what the schema's own fields are made of.
    public String serialize(Object value, GraphQLContext context, Locale locale) {
        return write.apply((T) value);
    }

    @Override
    public T parseValue(Object value, GraphQLContext context, Locale locale) {
        return Optional.of(value)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .flatMap(read)
                .orElseThrow(() -> new CoercingParseValueException(expected));
    }

    @Override
    public T parseLiteral(
            Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
        return Optional.of(value)
                .filter(StringValue.class::isInstance)
                .map(StringValue.class::cast)
                .map(StringValue::getValue)
                .flatMap(read)
                .orElseThrow(() -> new CoercingParseLiteralException(expected));
    }
}
