package dev.ringback.server.filters.values;

import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.MalformedTextException;
import dev.ringback.net.json.Strictness;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON payload as the maps, lists and plain values that expressions compute with.
 *
 * @param root the whole; empty when it cannot be read
 * @param used what reading has cost, in steps
 */
public record FilterData(Optional<Object> root, long used) {

    /**
     * The most values that are read. Each takes about 100 bytes for as long as an event is looked
     * at, so a small heap has room for fewer.
     */
    public static final int MAX_VALUES =
            Math.clamp(Runtime.getRuntime().maxMemory() / 5_000, 5_000, 100_000);

    /** Why there is no data, in words. */
    public static final String UNREADABLE =
            "the payload is not JSON, nested deeper than %d, or of more than %d values"
                    .formatted(Strictness.FILTERED.depth(), MAX_VALUES);

    /** Of no payload. */
    public static final FilterData NONE = new FilterData(Optional.empty(), 0);

    /** Digits that are kept of a whole number that has no room in 64 bits, however written. */
    private static final int MAX_DIGITS = 40;

    private static final double BEYOND_DIGITS = 1e41;

    /** As many have no room in 64 bits for sure, or just. */
    private static final int LONG_DIGITS = 19;

    private static final double LAST_EXACT = 0x1p53;

    /** Reads a payload; without a root when it is not JSON, nested too deep, or too much. */
    public static FilterData read(byte[] payload) {
        var reading = new Reading();
        Optional<Object> root = reading.root(payload);
        return new FilterData(root, reading.values + EvaluationBudget.inSteps(payload.length));
    }

    /** One pass over a payload. */
    private static final class Reading {

        private int values;

        Optional<Object> root(byte[] payload) {
            try {
                return JsonCursor.read(payload, Strictness.FILTERED, this::only);
            } catch (MalformedTextException | TooMuch _) {
                return Optional.empty();
            }
        }

        /** The one value that there is; empty when there is none, or more. */
        private Optional<Object> only(JsonCursor cursor) {
            Optional<Object> value = cursor.next() ? Optional.of(value(cursor)) : Optional.empty();
            return cursor.next() ? Optional.empty() : value;
        }

        private Object value(JsonCursor cursor) {
            values++;
            if (values > MAX_VALUES) {
                throw new TooMuch();
            }
            return switch (cursor.type()) {
                case OBJECT -> object(cursor);
                case ARRAY -> array(cursor);
                case TEXT -> cursor.text();
                case NUMBER -> cursor.isWhole() ? whole(cursor.text()) : broken(cursor.text());
                case BOOL -> cursor.isTrue();
                case NULL -> ValueKinds.Null.NULL;
            };
        }

        private Map<String, Object> object(JsonCursor cursor) {
            Map<String, Object> object = new LinkedHashMap<>();
            cursor.enter();
            while (cursor.next()) {
                object.put(cursor.name(), value(cursor));
            }
            return object;
        }

        private List<Object> array(JsonCursor cursor) {
            List<Object> array = new ArrayList<>();
            cursor.enter();
            while (cursor.next()) {
                array.add(value(cursor));
            }
            return array;
        }

        private static Object whole(String digits) {
            if (digits.length() < LONG_DIGITS) {
                return Long.parseLong(digits);
            }
            if (digits.length() - (digits.startsWith("-") ? 1 : 0) > MAX_DIGITS) {
                return Double.parseDouble(digits);
            }
            return whole(new BigInteger(digits));
        }

        private static Object whole(BigInteger number) {
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
        }

        /** 60.0 and 6e1 are 60. Beyond 2^53 a double may have lost a digit that was written. */
        private static Object broken(String text) {
            double number = Double.parseDouble(text);
            if (Math.abs(number) < LAST_EXACT) {
                return Numbers.settled(number);
            }
            if (Math.abs(number) > BEYOND_DIGITS) {
                return number;
            }
            BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
            return exact.scale() <= 0 && exact.precision() - exact.scale() <= MAX_DIGITS
                    ? whole(exact.toBigIntegerExact())
                    : (Object) number;
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
