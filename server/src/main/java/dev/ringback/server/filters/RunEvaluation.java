package dev.ringback.server.filters;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.filters.values.EvaluationBudget;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks expressions of functions, for as long as a turn of a project lasts, as {@link Evaluation}
 * asks filters. Used by one thread.
 */
public final class RunEvaluation {

    private final ProjectId project;
    private final FilterCache<RunExpression.Compiled> expressions;
    private long used;

    RunEvaluation(ProjectId project, FilterCache<RunExpression.Compiled> expressions) {
        this.project = project;
        this.expressions = expressions;
    }

    /** Whether there is budget left in this turn. */
    public boolean mayGoOn() {
        return used < Evaluation.STEPS;
    }

    /** An event to ask about. */
    public RunData read(byte[] json) {
        RunData data = RunData.of(json);
        used += data.used();
        return data;
    }

    /** An expression that is ready to be asked; empty when the text cannot be one. */
    public Optional<RunExpression> expression(String text) {
        return switch (expressions.find(project, text).orElseGet(() -> compile(text))) {
            case RunExpression.Compiled.Ready(RunExpression ready) -> Optional.of(ready);
            case RunExpression.Compiled.Wrong _ -> Optional.empty();
        };
    }

    /** Whether it is true of the event that started a run, and one that came. */
    public Verdict verdict(RunExpression expression, RunData event, RunData came, Instant now) {
        var budget = new EvaluationBudget();
        Verdict verdict = expression.of(event, came, now, budget);
        used += Evaluation.BEGINNING + budget.used();
        return verdict;
    }

    private RunExpression.Compiled compile(String text) {
        RunExpression.Compiled compiled = RunExpression.compile(text);
        expressions.keep(project, text, compiled);
        used += Evaluation.COMPILING;
        return compiled;
    }
}
