package dev.ringback.server.schemas;

import dev.harrel.jsonschema.EvaluationContext;
import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SchemaParsingContext;
import dev.ringback.server.regexes.Regex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keywords that find the members of an object that they judge by patterns. */
final class MemberKeywords {

    /** What leading to a schema by its name costs, in steps. */
    private static final int JUDGING = 3;

    private MemberKeywords() {}

    /** Members whose name matches a pattern, and where the schema for them is. */
    private record Named(Regex name, String schema) {

        boolean matches(String member) {
            return name.find(member, JudgingBudget.ofThread());
        }
    }

    /** {@code patternProperties}. */
    static Optional<Evaluator> byPattern(SchemaParsingContext context, Value value) {
        return named(context, value)
                .map(patterns -> (judging, node) -> byPattern(patterns, judging, node));
    }

    private static Evaluator.Result byPattern(
            List<Named> patterns, EvaluationContext judging, JsonNode node) {
        if (!node.isObject()) {
            return Evaluator.Result.success();
        }
        boolean valid = true;
        Set<String> judged = new HashSet<>();
        for (Map.Entry<String, JsonNode> member : node.asObject().entrySet()) {
            for (Named each : patterns) {
                if (each.matches(member.getKey())) {
                    judged.add(member.getKey());
                    valid &= judge(judging, each.schema, member.getValue());
                }
            }
        }
        return valid ? Evaluator.Result.success(judged) : Evaluator.Result.failure();
    }

    /** {@code additionalProperties}: the members that no sibling judges. */
    static Optional<Evaluator> others(SchemaParsingContext context, Value value) {
        if (!value.isObject() && !value.isBoolean()) {
            return Optional.empty();
        }
        Map<String, JsonNode> siblings = context.getCurrentSchemaObject();
        Set<String> names =
                siblings.get("properties") instanceof Value properties && properties.isObject()
                        ? Set.copyOf(properties.asObject().keySet())
                        : Set.of();
        List<Named> patterns =
                siblings.get("patternProperties") instanceof Value named
                        ? named(context, named).orElseGet(List::of)
                        : List.of();
        String schema = context.getAbsoluteUri(value);
        return Optional.of((judging, node) -> others(names, patterns, schema, judging, node));
    }

    private static Evaluator.Result others(
            Set<String> names,
            List<Named> patterns,
            String schema,
            EvaluationContext judging,
            JsonNode node) {
        if (!node.isObject()) {
            return Evaluator.Result.success();
        }
        boolean valid = true;
        Set<String> judged = new HashSet<>();
        for (Map.Entry<String, JsonNode> member : node.asObject().entrySet()) {
            String name = member.getKey();
            if (!names.contains(name) && patterns.stream().noneMatch(each -> each.matches(name))) {
                judged.add(name);
                valid &= judge(judging, schema, member.getValue());
            }
        }
        return valid ? Evaluator.Result.success(judged) : Evaluator.Result.failure();
    }

    /** Costs a step, also where the schema is only true or false. */
    private static boolean judge(EvaluationContext judging, String schema, JsonNode value) {
        JudgingBudget.ofThread().steps(JUDGING);
        return judging.resolveInternalRefAndValidate(schema, value);
    }

    private static Optional<List<Named>> named(SchemaParsingContext context, Value value) {
        if (!value.isObject()) {
            return Optional.empty();
        }
        List<Named> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : value.asObject().entrySet()) {
            Optional<Regex> name = Patterns.read(each.getKey());
            if (name.isEmpty()) {
                return Optional.empty();
            }
            all.add(new Named(name.get(), context.getAbsoluteUri(each.getValue())));
        }
        return Optional.of(List.copyOf(all));
    }
}
