package dev.ringback.server.transforms;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.ProjectId;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * Sandboxes that are ready, and the limits of what runs in them. Each run has little memory, which
 * is enough for nearly all of them and so small that it needs no account. One that wants more is
 * repeated, since it has changed nothing, with a share of what is accounted for.
 */
final class Sandboxes implements AutoCloseable {

    private final ByteBudget budget;
    private final SandboxLimits limits;
    private final ScheduledThreadPoolExecutor watch = Deadline.watch();
    private final Deque<Sandbox> ready = new ConcurrentLinkedDeque<>();

    Sandboxes(ByteBudget budget, SandboxLimits limits) {
        this.budget = budget;
        this.limits = limits;
    }

    /**
     * A run that is over.
     *
     * @param fault what went wrong in it
     */
    record Run(Interview interview, Optional<ScriptFault> fault) {}

    /**
     * Runs something on this thread; empty when it needs more memory than there is now.
     *
     * @param what a fresh one for each try
     */
    Optional<Run> run(ProjectId project, Supplier<Interview> what) {
        Interview interview = what.get();
        ScriptReport report = runSmall(interview);
        if (!report.wantsMemory()) {
            return Optional.of(new Run(interview, report.fault(limits, limits.small())));
        }
        Optional<ByteBudget.Share> share = budget.of(project).take(limits.large());
        if (share.isEmpty()) {
            return Optional.empty();
        }
        try (ByteBudget.Share _ = share.get()) {
            Interview again = what.get();
            ScriptReport more = within(new Sandbox(limits.large()), again);
            return Optional.of(new Run(again, more.fault(limits, limits.large())));
        }
    }

    private ScriptReport runSmall(Interview interview) {
        Sandbox sandbox = Optional.ofNullable(ready.poll()).orElseGet(this::fresh);
        ScriptReport report = within(sandbox, interview);
        if (!sandbox.worn()) {
            ready.push(sandbox);
        }
        return report;
    }

    private Sandbox fresh() {
        return new Sandbox(limits.small());
    }

    private ScriptReport within(Sandbox sandbox, Interview interview) {
        try (var _ = new Deadline(watch, limits.time())) {
            return new ScriptReport(interview, sandbox.run(interview));
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
