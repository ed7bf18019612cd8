package dev.ringback.server.schemas;

import dev.harrel.jsonschema.EvaluationContext;
import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SchemaParsingContext;
import java.util.Set;

/**
 * A keyword at a place of a schema, charged whenever it is evaluated: for what it goes through by
 * itself, for where it is, which the library writes down, and for what the library keeps of it.
 */
final class MeteredKeyword implements Evaluator {

    /** These ask each of their members; others ask the value's. */
    private static final Set<String> BY_MEMBER = Set.of("dependentSchemas", "dependencies");

    /** These find out where they are by going through all that led to them. */
    private static final Set<String> DYNAMIC = Set.of("$dynamicRef", "$recursiveRef");

    /** These go through all that was kept for the value before. */
    private static final Set<String> LOOKING_BACK =
            Set.of("unevaluatedProperties", "unevaluatedItems");

    /** What a branch costs, in steps, also one that is only true or false. */
    private static final int BRANCH = 2;

    /** An annotation or error, beside its texts. */
    private static final int KEPT = 60;

    private final Evaluator evaluator;
    private final Object schema;
    private final int length;
    private final int branches;
    private final boolean reference;
    private final boolean dynamic;
    private final boolean lookingBack;

    MeteredKeyword(String name, Value value, SchemaParsingContext context, Evaluator evaluator) {
        this.evaluator = evaluator;
        this.schema = context.getCurrentSchemaObject().values().iterator().next();
        this.length = value.getJsonPointer().length();
        this.branches = BRANCH * branches(name, value);
        this.reference = Keywords.isReference(name);
        this.dynamic = DYNAMIC.contains(name);
        this.lookingBack = LOOKING_BACK.contains(name);
    }

    private static int branches(String name, Value value) {
        if (value.isArray()) {
            return value.asArray().size();
        }
        return value.isObject() && BY_MEMBER.contains(name) ? value.asObject().size() : 0;
    }

    @Override
    public Result evaluate(EvaluationContext context, JsonNode node) {
        return JudgingBudget.current()
                .map(budget -> metered(budget.path(), budget, context, node))
                .orElseGet(() -> evaluator.evaluate(context, node));
    }

    private Result metered(
            KeywordPath path, JudgingBudget budget, EvaluationContext context, JsonNode node) {
        path.enter(schema, node, reference ? length : 0, budget.used());
        int written = path.length() + length;
        budget.steps(1L + branches + (dynamic ? path.depth() : 0));
        budget.read(written);
        if (lookingBack) {
            budget.steps((budget.used() - path.begun()) / 2);
        }
        Result result = evaluator.evaluate(context, node);
        path.leave(reference ? length : 0);
        if (result != Result.success()) {
            budget.keep(KEPT + written);
        }
        return result;
    }

    @Override
    public int getOrder() {
        return evaluator.getOrder();
    }
}
