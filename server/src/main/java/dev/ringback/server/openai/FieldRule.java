package dev.ringback.server.openai;

import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A rule for one field of a request; says in words what is wrong. */
@FunctionalInterface
interface FieldRule {

    /** The problem with a value that is present and not null; empty when there is none. */
    Optional<String> problem(JsonSlice value);

    /** The first problem with the fields of an object that have rules; empty when there is none. */
    static Optional<OpenAiError> problem(Map<String, FieldRule> rules, Outline object) {
        for (Map.Entry<String, FieldRule> rule : rules.entrySet()) {
            Optional<String> problem =
                    object.given(rule.getKey()).flatMap(rule.getValue()::problem);
            if (problem.isPresent()) {
                return OpenAiError.wrong(rule.getKey(), problem.get());
            }
        }
        return Optional.empty();
    }

    static FieldRule string() {
        return of("a string", JsonType.TEXT);
    }

    static FieldRule bool() {
        return of("true or false", JsonType.BOOL);
    }

    static FieldRule object() {
        return of("an object", JsonType.OBJECT);
    }

    static FieldRule array() {
        return of("an array", JsonType.ARRAY);
    }

    static FieldRule stringOrObject() {
        return of(
                "a string or an object",
                value -> value.is(JsonType.TEXT) || value.is(JsonType.OBJECT));
    }

    static FieldRule stringOrStrings() {
        return of(
                "a string or an array of strings",
                value -> value.is(JsonType.TEXT) || (value.is(JsonType.ARRAY) && areTexts(value)));
    }

    static FieldRule number() {
        return of("a number", JsonType.NUMBER);
    }

    static FieldRule number(int least, int most) {
        return of(
                "a number between %d and %d".formatted(least, most),
                value -> value.is(JsonType.NUMBER) && within(value, least, most));
    }

    static FieldRule integer() {
        return of("a whole number", FieldRule::isWhole);
    }

    static FieldRule integer(int least, int most) {
        return of(
                "a whole number between %d and %d".formatted(least, most),
                value -> isWhole(value) && within(value, least, most));
    }

    static FieldRule positive() {
        return of("a whole number greater than 0", value -> isWhole(value) && isPositive(value));
    }

    /** As vLLM has it: a count, or -1 for all. */
    static FieldRule positiveOrMinusOne() {
        return of(
                "a whole number greater than 0, or -1 for all",
                value -> isWhole(value) && (isPositive(value) || within(value, -1, -1)));
    }

    static FieldRule oneOf(Set<String> words) {
        return of(
                "one of " + String.join(", ", words.stream().sorted().toList()),
                value ->
                        value.is(JsonType.TEXT)
                                && value.length() <= Outline.SHORT
                                && words.contains(value.text()));
    }

    private static FieldRule of(String what, JsonType type) {
        return of(what, value -> value.is(type));
    }

    private static FieldRule of(String what, Predicate<JsonSlice> right) {
        return value -> right.test(value) ? Optional.empty() : Optional.of("must be " + what);
    }

    private static boolean areTexts(JsonSlice array) {
        boolean texts = true;
        try (JsonCursor each = array.cursor()) {
            each.next();
            each.enter();
            while (texts && each.next()) {
                texts = each.type() == JsonType.TEXT;
            }
        }
        return texts;
    }

    private static boolean isWhole(JsonSlice value) {
        return value.is(JsonType.NUMBER)
                && value.ascii().chars().allMatch(each -> each == '-' || Character.isDigit(each));
    }

    private static boolean isPositive(JsonSlice whole) {
        return new BigDecimal(whole.ascii()).signum() > 0;
    }

    /** Compared as decimals: turning 1e999999999 into a whole number would take for ever. */
    private static boolean within(JsonSlice value, int least, int most) {
        try {
            BigDecimal number = new BigDecimal(value.ascii());
            return number.compareTo(BigDecimal.valueOf(least)) >= 0
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0;
        } catch (NumberFormatException _) {
            // Its exponent has no room in 32 bits.
            return false;
        }
    }
}
