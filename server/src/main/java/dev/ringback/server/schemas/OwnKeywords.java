package dev.ringback.server.schemas;

import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.Evaluator.Result;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SchemaParsingContext;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keywords that are not the library's: it compares numbers by how they are written, writes out what
 * an exponent stands for, compares each element with each other, and matches patterns by going
 * back.
 */
final class OwnKeywords {

    static final Set<String> NAMES =
            Set.of(
                    "const",
                    "enum",
                    "multipleOf",
                    "uniqueItems",
                    "format",
                    "pattern",
                    "patternProperties",
                    "additionalProperties");

    /** Values that are told of those that are allowed. */
    private static final int TOLD = 10;

    private OwnKeywords() {}

    /** Empty for what is no such keyword, though it has its name. */
    static Optional<Evaluator> evaluator(SchemaParsingContext context, String name, Value value) {
        return switch (name) {
            case "const" -> Optional.of(constant(value));
            case "enum" -> Optional.of(value).filter(Value::isArray).map(OwnKeywords::oneOf);
            case "multipleOf" ->
                    Optional.of(value).filter(Value::isNumber).map(OwnKeywords::multiple);
            case "uniqueItems" ->
                    Optional.of(value).filter(Value::isBoolean).map(OwnKeywords::unique);
            case "format" ->
                    Optional.of(value).filter(Value::isString).flatMap(OwnKeywords::format);
            case "pattern" ->
                    Optional.of(value).filter(Value::isString).flatMap(OwnKeywords::pattern);
            case "patternProperties" -> MemberKeywords.byPattern(context, value);
            default -> MemberKeywords.others(context, value);
        };
    }

    private static Evaluator constant(Value expected) {
        String words = "is not " + expected.toPrintableString();
        return (_, node) -> own(node).equals(expected) ? Result.success() : Result.failure(words);
    }

    private static Evaluator oneOf(Value list) {
        Set<JsonNode> allowed = new HashSet<>(list.asArray());
        String words =
                list.asArray().stream()
                        .limit(TOLD)
                        .map(JsonNode::toPrintableString)
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "is none of ",
                                        list.asArray().size() > TOLD ? ", …" : ""));
        return (_, node) -> allowed.contains(own(node)) ? Result.success() : Result.failure(words);
    }

    /** The library makes nodes of its own of the names of members. */
    private static JsonNode own(JsonNode node) {
        return node instanceof Value ? node : Value.text(node.asString());
    }

    private static Evaluator multiple(Value value) {
        BigDecimal factor = value.asNumber();
        String words = "is no multiple of " + value.toPrintableString();
        return (_, node) ->
                !node.isNumber() || Decimal.isMultiple(node.asNumber(), factor)
                        ? Result.success()
                        : Result.failure(words);
    }

    private static Evaluator unique(Value value) {
        return value.asBoolean()
                ? (_, node) -> node.isArray() ? unique(node.asArray()) : Result.success()
                : (_, _) -> Result.success();
    }

    private static Result unique(List<JsonNode> elements) {
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            if (!seen.add(elements.get(i))) {
                return Result.failure("holds an element twice, the second time at index " + i);
            }
        }
        return Result.success();
    }

    /** A format that is not known is no demand. */
    private static Optional<Evaluator> format(Value value) {
        String name = value.asString();
        return Formats.named(name)
                .map(format ->
                        (_, node) ->
                                !node.isString() || format.test(node.asString())
                                        ? Result.success()
                                        : Result.failure("has not the format " + name));
    }

    private static Optional<Evaluator> pattern(Value value) {
        String words = "does not match the pattern " + value.toPrintableString();
        return Patterns.read(value.asString())
                .map(regex ->
                        (_, node) ->
                                !node.isString()
                                                || regex.find(
                                                        node.asString(), JudgingBudget.ofThread())
                                        ? Result.success()
                                        : Result.failure(words));
    }
}
