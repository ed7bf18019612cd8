package dev.ringback.server.filters;

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

/**
 * A JSON payload as the maps, lists and plain values that expressions compute with.
 *
 * @param root the whole; empty when it cannot be read
 * @param used what reading has cost, in steps
 */
record FilterData(Optional<Object> root, long used) {

    /**
     * The most values that are read. Each takes about 100 bytes for as long as an event is looked
     * at, so a small heap has room for fewer.
     */
    static final int MAX_VALUES =
            Math.clamp(Runtime.getRuntime().maxMemory() / 5_000, 5_000, 100_000);

    /** Why there is no data, in words. */
    static final String UNREADABLE =
            "the payload is not JSON, nested deeper than 100, or of more than %d values"
                    .formatted(MAX_VALUES);

    /** Of no payload. */
    static final FilterData NONE = new FilterData(Optional.empty(), 0);

    private static final int MAX_DEPTH = 100;

    /** Digits that are kept of a whole number that has no room in 64 bits. */
    private static final int MAX_DIGITS = 40;

    private static final double LAST_EXACT = 0x1p53;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    // Interned names are never freed soon, and strangers choose them.
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .build();

    /** Reads a payload; without a root when it is not JSON, nested too deep, or too much. */
    static FilterData read(byte[] payload) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), payload)) {
            var reading = new Reading(parser);
            Optional<Object> root = reading.root();
            return new FilterData(root, reading.values + Budget.inSteps(payload.length));
        } catch (JacksonException _) {
            return NONE;
        }
    }

    /** One pass over a payload. */
    private static final class Reading {

        private final JsonParser parser;
        private int values;

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        Optional<Object> root() {
            try {
                Object value = value(parser.nextToken());
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
                case VALUE_NUMBER_FLOAT -> broken(parser.getDoubleValue());
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> Kinds.Null.NULL;
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

        private Object whole() {
            return switch (parser.getNumberType()) {
                case INT, LONG -> parser.getLongValue();
                case BIG_INTEGER ->
                        parser.getStringLength() <= MAX_DIGITS
                                ? parser.getBigIntegerValue()
                                : parser.getDoubleValue();
                case FLOAT, DOUBLE, BIG_DECIMAL -> parser.getDoubleValue();
            };
        }

        /** 60.0 and 6e1 are 60. Beyond 2^53 a double may have lost a digit that was written. */
        private Object broken(double number) {
            if (Math.abs(number) < LAST_EXACT || Math.abs(number) >= 0x1p64) {
                return Numbers.settled(number);
            }
            try {
                return parser.getDecimalValue().longValueExact();
            } catch (ArithmeticException _) {
                return number;
            }
        }
    }

    /** Leaves the recursion; nobody looks at its stack. */
    private static final class TooMuch extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("too many values", null, false, false);
        }
    }
}
