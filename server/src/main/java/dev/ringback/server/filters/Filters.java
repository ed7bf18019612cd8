package dev.ringback.server.filters;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.sharing.ThreadsInTurn;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs filters, on a few threads of their own that projects have in turn, and for a bounded time.
 * They may be off, for a server whose filters must not run; then nobody asks.
 */
public final class Filters implements AutoCloseable {

    /**
     * Characters of expressions that are kept ready, per byte of memory: 1 million in 512 MiB, and
     * as many of functions.
     */
    private static final int MEMORY_PER_CHARACTER = 512;

    /** Deep expressions over deep data. */
    private static final long STACK = 1 << 20;

    private final boolean on;
    private final Consumer<Verdict> listener;
    private final ThreadsInTurn threads;
    private final FilterCache<Filter.Compiled> cache = cache();
    private final FilterCache<RunExpression.Compiled> runs = cache();

    /**
     * Makes them ready to be asked.
     *
     * @param on whether filters may run
     * @param listener is told what filters say to events
     */
    public Filters(boolean on, Consumer<Verdict> listener) {
        this.on = on;
        this.listener = listener;
        int half = Runtime.getRuntime().availableProcessors() / 2;
        this.threads = new ThreadsInTurn("filter", Math.max(2, half), STACK);
    }

    /** Whether filters may run. */
    public boolean on() {
        return on;
    }

    /** How much work waits for its turn. */
    public int waiting() {
        return threads.waiting();
    }

    /**
     * Does work that asks filters in the project's turn, and waits for it; empty when so much of
     * the project waits already that this had better be done later.
     */
    public <T> Optional<T> tryInTurn(ProjectId project, Function<Evaluation, T> work) {
        return threads.tryInTurn(project, () -> work.apply(evaluation(project, listener)));
    }

    /** Does work that asks filters in the project's turn, and waits for it. */
    public <T> T inTurn(ProjectId project, Function<Evaluation, T> work) {
        return threads.inTurn(project, () -> work.apply(evaluation(project, listener)));
    }

    /** Whether a filter lets an event through, asked in the project's turn; none does while off. */
    public boolean lets(String filter, Event event) {
        return on
                && inTurn(
                        event.project(),
                        evaluation -> {
                            evaluation.about(event);
                            return evaluation.verdict(filter) instanceof Verdict.Matches;
                        });
    }

    /** Like {@link #tryInTurn}, for somebody who only wants to know: it is not counted. */
    public <T> Optional<T> tryOut(ProjectId project, Function<Evaluation, T> work) {
        return threads.tryInTurn(project, () -> work.apply(evaluation(project, _ -> {})));
    }

    /** What an expression says to an event; empty when too much of the project waits. */
    public Optional<Verdict> tryOut(String expression, Event event) {
        return tryOut(
                event.project(),
                evaluation -> {
                    evaluation.about(event);
                    return evaluation.verdict(expression);
                });
    }

    /** Does work that asks expressions of functions in the project's turn, and waits for it. */
    public <T> T ofRunsInTurn(ProjectId project, Function<RunEvaluation, T> work) {
        return threads.inTurn(project, () -> work.apply(new RunEvaluation(project, runs)));
    }

    private static <T> FilterCache<T> cache() {
        return new FilterCache<>(Runtime.getRuntime().maxMemory() / MEMORY_PER_CHARACTER);
    }

    private Evaluation evaluation(ProjectId project, Consumer<Verdict> told) {
        return new Evaluation(project, cache, told);
    }

    @Override
    public void close() {
        threads.close();
    }
}
