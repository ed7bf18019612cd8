package dev.ringback.server.filters;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.filters.values.EvaluationBudget;
import java.util.function.Consumer;

/**
 * Asks filters about events, for as long as a turn of a project lasts. Used by one thread.
 *
 * <p>A turn has a budget, too, in which a few of the dearest evaluations fit, or some ten thousand
 * cheap ones. Who finds it used up goes on in another turn. An evaluation that was begun is not cut
 * short by it: what a filter says depends on the filter and the event alone.
 */
public final class Evaluation {

    /** Steps of a turn. */
    static final long STEPS = 4L * EvaluationBudget.STEPS;

    /** What each evaluation costs beside its own steps. */
    static final int BEGINNING = 10;

    /** About as many steps take as long as making a filter ready. */
    static final int COMPILING = 5_000;

    private final ProjectId project;
    private final FilterCache<Filter.Compiled> filters;
    private final Consumer<Verdict> listener;
    private FilterInput input = FilterInput.NONE;
    private long usedByInput;
    private long used;

    /**
     * Begins a turn.
     *
     * @param filters those that are ready
     * @param listener is told of every verdict
     */
    Evaluation(
            ProjectId project, FilterCache<Filter.Compiled> filters, Consumer<Verdict> listener) {
        this.project = project;
        this.filters = filters;
        this.listener = listener;
    }

    /** From here on questions are about this event. */
    public void about(Event event) {
        input = FilterInput.of(event);
        usedByInput = 0;
    }

    /** Whether there is budget left in this turn. */
    public boolean mayGoOn() {
        return used < STEPS;
    }

    /** What a filter says about the event. */
    public Verdict verdict(String expression) {
        if (expression.isEmpty()) {
            return new Verdict.Matches();
        }
        Verdict verdict =
                switch (filters.find(project, expression).orElseGet(() -> compile(expression))) {
                    case Filter.Compiled.Wrong(FilterFault fault) -> new Verdict.Failed(fault);
                    case Filter.Compiled.Ready(Filter filter) -> evaluate(filter);
                };
        listener.accept(verdict);
        return verdict;
    }

    private Filter.Compiled compile(String expression) {
        Filter.Compiled compiled = Filter.compile(expression);
        filters.keep(project, expression, compiled);
        used += COMPILING;
        return compiled;
    }

    private Verdict evaluate(Filter filter) {
        var budget = new EvaluationBudget();
        Verdict verdict = filter.evaluate(input, budget);
        used += BEGINNING + budget.used() + input.used() - usedByInput;
        usedByInput = input.used();
        return verdict;
    }
}
