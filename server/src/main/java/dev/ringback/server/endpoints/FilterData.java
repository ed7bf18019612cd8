package dev.ringback.server.endpoints;

import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** A JSON payload as the maps, lists and plain values that CEL computes with. */
final class FilterData {

    /**
     * The most values that are read. An evaluation walks over all of them each time it mentions
     * {@code data}, also within its loops; this many keep the worst expression under a second.
     */
    static final int MAX_VALUES = 100_000;

    private static final int MAX_DEPTH = 100;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    // Interned names are never freed soon, and strangers choose them.
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .build();

    private final JsonParser parser;
    private int values;

    private FilterData(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads a payload; empty when it is not JSON, nested too deep, or of too many values. */
    static Optional<Object> read(byte[] payload) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), payload)) {
            Object value = new FilterData(parser).value(parser.nextToken());
            return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
        } catch (JacksonException | TooMuch _) {
            return Optional.empty();
        }
    }

    private Object value(@Nullable JsonToken token) {
        values++;
        if (token == null || values > MAX_VALUES) {
            throw new TooMuch();
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> whole();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NullValue.NULL_VALUE;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("a JSON value cannot begin with " + token);
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        String name = parser.nextName();
        while (name != null) {
            object.put(name, value(parser.nextToken()));
            name = parser.nextName();
        }
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            array.add(value(token));
            token = parser.nextToken();
        }
        return array;
    }

    /** CEL's integers have 64 bits; a larger one becomes the nearest double, as in JavaScript. */
    private Object whole() {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> parser.getDoubleValue();
        };
    }

    /** Leaves the recursion; nobody looks at its stack. */
    private static final class TooMuch extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("too many values", null, false, false);
        }
    }
}
