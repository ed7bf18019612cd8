package dev.ringback.server.functions.graphql;

import dev.ringback.net.json.JsonSlice;
import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.util.Locale;

/** Objects of JSON, as they are answered; nobody gives one. */
final class ObjectValues implements Coercing<JsonSlice, JsonSlice> {

    private static final String NOT_GIVEN = "cannot be given";

    static GraphQLScalarType scalar(String name) {
        return GraphQLScalarType.newScalar().name(name).coercing(new ObjectValues()).build();
    }

    @Override
    public JsonSlice serialize(Object value, GraphQLContext context, Locale locale) {
        return (JsonSlice) value;
    }

    @Override
    public JsonSlice parseValue(Object value, GraphQLContext context, Locale locale) {
        throw new CoercingParseValueException(NOT_GIVEN);
    }

    @Override
    public JsonSlice parseLiteral(
            Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
        throw new CoercingParseLiteralException(NOT_GIVEN);
    }
}
