package dev.ringback.server.filters;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.ValueKinds;
import java.util.Optional;

/**
 * A CEL expression that decides whether an endpoint gets an event.
 *
 * <p>It sees {@code type}, {@code subject} and {@code id} as strings, {@code timestamp} (when the
 * event happened), and {@code data}, the payload when that is JSON. Immutable, for many threads.
 */
public final class Filter {

    /** The longest expression, in characters. */
    public static final int MAX_LENGTH = 2_000;

    /** How deep the parts of an expression may lie in each other. */
    public static final int MAX_DEPTH = 32;

    /** Steps that one evaluation may take. */
    public static final int MAX_STEPS = EvaluationBudget.STEPS;

    /** Bytes that one evaluation may read; what is made counts four times. */
    public static final int MAX_BYTES = EvaluationBudget.BYTES;

    private final String expression;
    private final Planner.Plan plan;

    private Filter(String expression, Planner.Plan plan) {
        this.expression = expression;
        this.plan = plan;
    }

    /** What became of a text. */
    sealed interface Compiled {

        /** It can be asked. */
        record Ready(Filter filter) implements Compiled {}

        /** It cannot be a filter. */
        record Wrong(FilterFault fault) implements Compiled {}
    }

    /**
     * Says in words, with the place, why an expression cannot be a filter; empty when it can. The
     * empty expression can: it lets everything through.
     */
    public static Optional<String> problemWith(String expression) {
        if (expression.isEmpty()) {
            return Optional.empty();
        }
        if (expression.length() > MAX_LENGTH) {
            return Optional.of(
                    "has " + expression.length() + " characters, more than " + MAX_LENGTH);
        }
        return switch (compile(expression)) {
            case Compiled.Ready _ -> Optional.empty();
            case Compiled.Wrong(FilterFault fault) -> Optional.of(fault.toString());
        };
    }

    static Compiled compile(String expression) {
        return compile(expression, ExpressionDialect.ENDPOINT);
    }

    static Compiled compile(String expression, ExpressionDialect dialect) {
        try {
            return switch (Grammar.check(expression, dialect)) {
                case Grammar.Checked.Wrong(FilterFault fault) -> new Compiled.Wrong(fault);
                case Grammar.Checked.Tree(CelAbstractSyntaxTree tree) ->
                        of(expression, tree, dialect);
            };
        } catch (StackOverflowError _) {
            return new Compiled.Wrong(tooDeep(expression));
        }
    }

    static FilterFault tooDeep(String expression) {
        return new FilterFault(Position.of(expression, 0), "is nested too deep");
    }

    /** What becomes of a tree whose types fit. */
    static Compiled of(String expression, CelAbstractSyntaxTree tree, ExpressionDialect dialect) {
        if (dialect == ExpressionDialect.ENDPOINT && !BooleanAnswers.canBeBoolean(tree)) {
            Position root = Position.of(expression, Planner.offset(tree, tree.getExpr()));
            return new Compiled.Wrong(
                    new FilterFault(root, "is never true or false, whatever the event is"));
        }
        try {
            return new Compiled.Ready(
                    new Filter(expression, Planner.plan(tree, tree.getExpr(), dialect)));
        } catch (EvaluationFailure.At failure) {
            return new Compiled.Wrong(fault(expression, failure));
        }
    }

    /** Asks. Never throws: the payload is a stranger's, and must not stop an event from passing. */
    Verdict evaluate(FilterInput input, EvaluationBudget budget) {
        EvaluationState run = new EvaluationState(budget, input, plan.locals());
        try {
            Object answer = plan.root().value(run);
            return answer instanceof Boolean matches
                    ? Verdict.of(matches)
                    : failed(run, "is " + ValueKinds.words(answer) + ", neither true nor false");
        } catch (EvaluationFailure.At failure) {
            return new Verdict.Failed(fault(expression, failure));
        } catch (EvaluationFailure failure) {
            return failed(run, failure.words());
        } catch (EvaluationBudget.Spent spent) {
            return new Verdict.RanOut(
                    new FilterFault(
                            Position.of(expression, run.offset()),
                            String.valueOf(spent.getMessage())));
        } catch (StackOverflowError _) {
            return failed(run, "goes too deep");
        }
    }

    /** What it comes to, whatever that is; nothing when it comes to nothing. */
    Optional<Object> value(FilterInput input) {
        try {
            EvaluationBudget budget = new EvaluationBudget();
            return Optional.of(
                    plan.root().value(new EvaluationState(budget, input, plan.locals())));
        } catch (EvaluationFailure | EvaluationBudget.Spent | StackOverflowError _) {
            return Optional.empty();
        }
    }

    private Verdict failed(EvaluationState run, String words) {
        return new Verdict.Failed(new FilterFault(Position.of(expression, run.offset()), words));
    }

    private static FilterFault fault(String expression, EvaluationFailure.At failure) {
        return new FilterFault(Position.of(expression, failure.offset()), failure.words());
    }
}
