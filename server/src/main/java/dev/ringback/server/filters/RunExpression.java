package dev.ringback.server.filters;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An expression that a function is registered with: what starts it, what it waits for, what its
 * limits go by. Immutable, for many threads; to be asked in a turn of its project, as filters are.
 */
public final class RunExpression {

    static final String EVENT = "event";
    static final String ASYNC = "async";
    static final String VARS = "vars";

    private final Filter filter;

    private RunExpression(Filter filter) {
        this.filter = filter;
    }

    /** Says in words, with the place, why a text cannot be an expression; empty when it can. */
    public static Optional<String> problemWith(String text) {
        return switch (Filter.compile(text, ExpressionDialect.FUNCTION)) {
            case Filter.Compiled.Ready _ -> Optional.empty();
            case Filter.Compiled.Wrong(FilterFault fault) -> Optional.of("fails at " + fault);
        };
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException when it cannot be one
     */
    public static RunExpression of(String text) {
        return switch (Filter.compile(text, ExpressionDialect.FUNCTION)) {
            case Filter.Compiled.Ready(Filter filter) -> new RunExpression(filter);
            case Filter.Compiled.Wrong(FilterFault fault) ->
                    throw new IllegalArgumentException(fault.toString());
        };
    }

    /** Whether it is true of an event that may start a run. */
    public Verdict of(byte[] event, Instant now) {
        return filter.evaluate(input(event, Optional.empty(), now), new EvaluationBudget());
    }

    /** Whether it is true of the event that started a run, and one that came. */
    public Verdict of(byte[] event, byte[] came, Instant now) {
        return filter.evaluate(input(event, Optional.of(came), now), new EvaluationBudget());
    }

    /** What it comes to, as a text by which events are told apart; false where nothing is there. */
    public String key(byte[] event, Instant now) {
        Object value = filter.value(input(event, Optional.empty(), now)).orElse(false);
        return value == LenientFunctions.Missing.MISSING ? "false" : LenientFunctions.text(value);
    }

    private static FilterInput input(byte[] event, Optional<byte[]> came, Instant now) {
        return FilterInput.of(
                Map.of(
                        EVENT,
                        read(event),
                        ASYNC,
                        came.map(RunExpression::read).orElse(LenientFunctions.Missing.MISSING),
                        VARS,
                        LenientFunctions.Missing.MISSING,
                        LenientFunctions.NOW,
                        now));
    }

    private static Object read(byte[] json) {
        return FilterData.read(json).root().orElse(LenientFunctions.Missing.MISSING);
    }
}
