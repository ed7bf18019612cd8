package dev.ringback.server.filters.values;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The kinds of values that expressions compute with.
 *
 * <p>Numbers are {@link Long} (CEL's {@code int}), {@link Uint}, {@link Double}, and, from JSON
 * only, {@link BigInteger} where a whole number has no room in 64 bits. A number of JSON is whole
 * whenever its value is, however it is written: 60, 60.0 and 6e1 are the same {@link Long}.
 */
public final class ValueKinds {

    private ValueKinds() {}

    /** What is not there, where that is a value. */
    public enum Missing {
        MISSING
    }

    /** JSON's and CEL's null. */
    public enum Null {
        NULL
    }

    /** A whole number from 0 to 2^64 - 1. */
    public record Uint(BigInteger value) {

        private static final int BITS = 64;

        public static Uint of(BigInteger value) {
            if (value.signum() < 0 || value.bitLength() > BITS) {
                throw new EvaluationFailure("the uint is out of range");
            }
            return new Uint(value);
        }
    }

    /** What CEL calls {@code bytes}. */
    public record Bytes(String latin) {}

    /** A type as a value. */
    public record TypeName(String name) {}

    /** CEL's name for the kind of a value. */
    public static TypeName typeOf(Object value) {
        return new TypeName(
                switch (value) {
                    case Null _ -> "null_type";
                    case Boolean _ -> "bool";
                    case Long _ -> "int";
                    case Uint _ -> "uint";
                    case Double _, BigInteger _ -> "double";
                    case String _ -> "string";
                    case Bytes _ -> "bytes";
                    case List<?> _ -> "list";
                    case Map<?, ?> _ -> "map";
                    case Instant _ -> "google.protobuf.Timestamp";
                    case Duration _ -> "google.protobuf.Duration";
                    case TypeName _ -> "type";
                    default -> throw new IllegalStateException("no value: " + value.getClass());
                });
    }

    /** The kind of a value in words. */
    public static String words(Object value) {
        return switch (value) {
            case Null _ -> "null";
            case Missing _ -> "not there";
            case Boolean _ -> "a boolean";
            case Long _, Uint _, Double _, BigInteger _ -> "a number";
            case String _ -> "a string";
            case Bytes _ -> "bytes";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "an object";
            case Instant _ -> "a timestamp";
            case Duration _ -> "a duration";
            default -> "a type";
        };
    }

    public static EvaluationFailure unfit(String function, Object... values) {
        StringBuilder words = new StringBuilder(function).append(" does not take ");
        for (int i = 0; i < values.length; i++) {
            words.append(i == 0 ? "" : " and ").append(words(values[i]));
        }
        return new EvaluationFailure(words.toString());
    }
}
