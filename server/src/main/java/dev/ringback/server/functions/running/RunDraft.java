package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.CallId;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.StepRecord;
import dev.ringback.server.functions.runs.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run while a change is made of it: what it is, what belongs to it, and which steps end. */
final class RunDraft {

    private final LiveRun before;
    final Map<Integer, CallId> jobs;
    final Map<String, CallId> wakes;
    final Map<StepId, CallId> fetches;
    final Map<String, String> waits;
    final Map<StepId, String> signals;
    final List<StepRecord> steps = new ArrayList<>();
    RunState state;
    Optional<Instant> startedAt;
    Optional<Instant> endedAt;
    boolean changed;

    RunDraft(LiveRun before) {
        this.before = before;
        Run run = before.run();
        this.jobs = new LinkedHashMap<>(run.calls().jobs());
        this.wakes = new LinkedHashMap<>(run.calls().wakes());
        this.fetches = new LinkedHashMap<>(run.calls().fetches());
        this.waits = new LinkedHashMap<>(run.calls().waits());
        this.signals = new LinkedHashMap<>(run.calls().signals());
        this.state = run.state();
        this.startedAt = run.startedAt();
        this.endedAt = run.endedAt();
    }

    LiveRun live() {
        return before;
    }

    Run run() {
        return before.run();
    }

    /** When the last step ended that is known of. */
    Instant lastEnd(Instant otherwise) {
        return steps.isEmpty() ? otherwise : steps.getLast().endedAt();
    }

    /** The run as it is then, at a revision. */
    LiveRun after(long revision) {
        Run run = before.run();
        return new LiveRun(
                new Run(
                        run.project(),
                        run.number(),
                        run.name(),
                        revision,
                        run.function(),
                        run.slug(),
                        run.events(),
                        run.lane(),
                        run.queuedAt(),
                        run.rank(),
                        run.parent(),
                        run.maker(),
                        run.repeats(),
                        run.sessions(),
                        state,
                        new Run.RunCalls(
                                Map.copyOf(jobs),
                                Map.copyOf(wakes),
                                Map.copyOf(fetches),
                                Map.copyOf(waits),
                                Map.copyOf(signals)),
                        startedAt,
                        endedAt),
                before.events());
    }
}
