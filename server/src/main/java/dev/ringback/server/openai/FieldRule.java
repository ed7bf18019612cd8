package dev.ringback.server.openai;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What one field of a request must be; says in words what is wrong. */
@FunctionalInterface
interface FieldRule {

    /** The problem with a value that is present and not null; empty when there is none. */
    Optional<String> problem(JsonNode value);

    static FieldRule string() {
        return of("a string", JsonNode::isString);
    }

    static FieldRule bool() {
        return of("true or false", JsonNode::isBoolean);
    }

    static FieldRule object() {
        return of("an object", JsonNode::isObject);
    }

    static FieldRule array() {
        return of("an array", JsonNode::isArray);
    }

    static FieldRule stringOrObject() {
        return of("a string or an object", value -> value.isString() || value.isObject());
    }

    static FieldRule stringOrStrings() {
        return of(
                "a string or an array of strings",
                value ->
                        value.isString()
                                || (value.isArray()
                                        && value.valueStream().allMatch(JsonNode::isString)));
    }

    static FieldRule number() {
        return of("a number", JsonNode::isNumber);
    }

    static FieldRule number(int least, int most) {
        return of(
                "a number between %d and %d".formatted(least, most),
                value -> value.isNumber() && within(value, least, most));
    }

    static FieldRule integer() {
        return of("a whole number", JsonNode::isIntegralNumber);
    }

    static FieldRule integer(int least, int most) {
        return of(
                "a whole number between %d and %d".formatted(least, most),
                value -> value.isIntegralNumber() && within(value, least, most));
    }

    static FieldRule positive() {
        return of(
                "a whole number greater than 0",
                value -> value.isIntegralNumber() && value.decimalValue().signum() > 0);
    }

    /** As vLLM has it: a count, or -1 for all. */
    static FieldRule positiveOrMinusOne() {
        return of(
                "a whole number greater than 0, or -1 for all",
                value ->
                        value.isIntegralNumber()
                                && (value.decimalValue().signum() > 0 || within(value, -1, -1)));
    }

    static FieldRule oneOf(Set<String> words) {
        return of(
                "one of " + String.join(", ", words.stream().sorted().toList()),
                value -> value.isString() && words.contains(value.stringValue()));
    }

    private static FieldRule of(String what, Predicate<JsonNode> right) {
        return value -> right.test(value) ? Optional.empty() : Optional.of("must be " + what);
    }

    /** Compared as decimals: turning 1e999999999 into a whole number would take for ever. */
    private static boolean within(JsonNode value, int least, int most) {
        BigDecimal number = value.decimalValue();
        return number.compareTo(BigDecimal.valueOf(least)) >= 0
                && number.compareTo(BigDecimal.valueOf(most)) <= 0;
    }
}
