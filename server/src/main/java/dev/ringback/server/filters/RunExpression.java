package dev.ringback.server.filters;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.ValueKinds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An expression that a function is registered with: what starts it, what it waits for, what its
 * limits go by. Immutable, for many threads; to be asked in a turn of its project, as filters are.
 */
public final class RunExpression {

    static final String EVENT = "event";
    static final String ASYNC = "async";
    static final String VARS = "vars";

    private final Filter filter;
    private final Optional<RunEquality> equality;
    private final Set<List<String>> looksAt;

    /** What became of a text. */
    sealed interface Compiled {

        /** It can be asked. */
        record Ready(RunExpression expression) implements Compiled {}

        /** It cannot be an expression. */
        record Wrong(FilterFault fault) implements Compiled {}
    }

    private RunExpression(Filter filter, CelAbstractSyntaxTree tree) {
        this.filter = filter;
        this.equality = ExpressionTree.equality(tree);
        this.looksAt = ExpressionTree.paths(tree, EVENT);
    }

    /** Says in words, with the place, why a text cannot be an expression; empty when it can. */
    public static Optional<String> problemWith(String text) {
        return switch (compile(text)) {
            case Compiled.Ready _ -> Optional.empty();
            case Compiled.Wrong(FilterFault fault) -> Optional.of("fails at " + fault);
        };
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException when it cannot be one
     */
    public static RunExpression of(String text) {
        return switch (compile(text)) {
            case Compiled.Ready(RunExpression expression) -> expression;
            case Compiled.Wrong(FilterFault fault) ->
                    throw new IllegalArgumentException(fault.toString());
        };
    }

    static Compiled compile(String text) {
        try {
            return switch (Grammar.check(text, ExpressionDialect.FUNCTION)) {
                case Grammar.Checked.Wrong(FilterFault fault) -> new Compiled.Wrong(fault);
                case Grammar.Checked.Tree(CelAbstractSyntaxTree tree) -> of(text, tree);
            };
        } catch (StackOverflowError _) {
            return new Compiled.Wrong(Filter.tooDeep(text));
        }
    }

    private static Compiled of(String text, CelAbstractSyntaxTree tree) {
        return switch (Filter.of(text, tree, ExpressionDialect.FUNCTION)) {
            case Filter.Compiled.Ready(Filter filter) ->
                    new Compiled.Ready(new RunExpression(filter, tree));
            case Filter.Compiled.Wrong(FilterFault fault) -> new Compiled.Wrong(fault);
        };
    }

    /** Whether it is true of an event that may start a run. */
    public Verdict of(byte[] event, Instant now) {
        return of(RunData.of(event), RunData.NONE, now, new EvaluationBudget());
    }

    /** Whether it is true of the event that started a run, and one that came. */
    public Verdict of(byte[] event, byte[] came, Instant now) {
        return of(RunData.of(event), RunData.of(came), now, new EvaluationBudget());
    }

    Verdict of(RunData event, RunData came, Instant now, EvaluationBudget budget) {
        return filter.evaluate(input(event, came, now), budget);
    }

    /** What it comes to, as a text by which events are told apart; false where nothing is there. */
    public String key(byte[] event, Instant now) {
        Object value = filter.value(input(RunData.of(event), RunData.NONE, now)).orElse(false);
        return value == ValueKinds.Missing.MISSING ? "false" : LenientFunctions.text(value);
    }

    /**
     * What it is true of at most: events that come of which one part equals something that is known
     * before. Empty when it says nothing of the kind.
     */
    public Optional<RunEquality> equality() {
        return equality;
    }

    /**
     * The parts of the event that started a run which it looks at, by the names that lead there;
     * one without names is all of it.
     */
    public Set<List<String>> looksAt() {
        return looksAt;
    }

    private static FilterInput input(RunData event, RunData came, Instant now) {
        return FilterInput.of(
                Map.of(
                        EVENT,
                        event.root(),
                        ASYNC,
                        came.root(),
                        VARS,
                        ValueKinds.Missing.MISSING,
                        LenientFunctions.NOW,
                        now));
    }
}
