package dev.ringback.server.functions.graphql;

import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.MetadataView;
import dev.ringback.server.functions.reading.RunView;
import dev.ringback.server.functions.reading.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A run as a trace shows it, or one of its steps.
 *
 * @param run the run
 * @param step which step of it; empty of the run itself
 * @param name for people
 * @param metadata what its app says about it
 * @param children the steps of a run
 */
record RunSpan(
        Run run,
        Optional<StepView> step,
        String name,
        List<MetadataView> metadata,
        List<RunSpan> children) {

    /** A run with its steps. */
    static RunSpan of(Run run, String name, RunView.Whole whole) {
        List<RunSpan> steps =
                whole.steps().stream()
                        .map(step ->
                                new RunSpan(
                                        run,
                                        Optional.of(step),
                                        step.name(),
                                        step.metadata(),
                                        List.of()))
                        .toList();
        return new RunSpan(run, Optional.empty(), name, whole.metadata(), steps);
    }

    /** Names it among those of its run. */
    String id() {
        return step.map(StepView::id).orElseGet(run::id);
    }

    String status() {
        return step.map(RunSpan::status).orElseGet(() -> status(run));
    }

    /** A run's status, which is that of the run and not of one of its parts. */
    static String status(Run run) {
        return switch (run.state().status()) {
            case QUEUED -> "QUEUED";
            case RUNNING, WAITING -> "RUNNING";
            case COMPLETED -> "COMPLETED";
            case FAILED -> "FAILED";
            case CANCELLED -> "CANCELLED";
        };
    }

    /** A wait that was in vain has come to its end like any other. */
    private static String status(StepView step) {
        return step.status().equals(StepView.TIMED_OUT)
                ? "COMPLETED"
                : step.status().toUpperCase(Locale.ROOT);
    }

    Instant queuedAt() {
        return step.map(StepView::startedAt).orElseGet(run::queuedAt);
    }

    Optional<Instant> startedAt() {
        return step.map(StepView::startedAt).or(run::startedAt);
    }

    Optional<Instant> endedAt() {
        return step.isPresent() ? step.get().endedAt() : run.endedAt();
    }

    Optional<Integer> milliseconds() {
        return endedAt().map(end -> milliseconds(startedAt().orElseGet(this::queuedAt), end));
    }

    private static int milliseconds(Instant from, Instant to) {
        return Math.clamp(Duration.between(from, to).toMillis(), 0, Integer.MAX_VALUE);
    }

    /** By what {@link SpanOutput} finds what it came to, once it has ended. */
    Optional<String> outputId() {
        return endedAt()
                .map(_ ->
                        step.map(each -> run.id() + SpanOutput.SEPARATOR + each.id())
                                .orElseGet(run::id));
    }
}
