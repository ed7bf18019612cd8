package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.runs.Inheritance;
import dev.ringback.server.functions.runs.RunLimits;
import dev.ringback.server.functions.runs.RunState;
import java.util.Optional;

/**
 * Runs that are to be made once more and are not made yet. Whoever asked for one knows its id
 * already, and looks for it.
 *
 * @param store the disk
 * @param runs those that are repeated
 */
public record QueuedRepeats(Store store, KeptRuns runs) {

    /** The run that there will be of a number. */
    public Optional<Run> find(ProjectId project, long number) {
        return store.call(project, new CallId(number))
                .filter(call -> call.kind().equals(Router.START) && RunRepeats.is(call))
                .filter(call -> call.state() instanceof CallState.Waiting)
                .flatMap(this::queued);
    }

    private Optional<Run> queued(Call start) {
        return runs.find(start.project(), start.series().orElseThrow())
                .map(run -> queued(start, run));
    }

    private static Run queued(Call start, Run repeated) {
        RunLimits limits = repeated.state().limits();
        return new Run(
                start.project(),
                start.id().value(),
                Optional.empty(),
                0,
                repeated.function(),
                repeated.slug(),
                repeated.events(),
                repeated.lane(),
                start.createdAt(),
                start.createdAt(),
                Optional.empty(),
                start.replay(),
                Optional.of(repeated.number()),
                repeated.sessions(),
                RunState.begun(limits, Inheritance.NONE, start.createdAt()),
                Run.RunCalls.NONE,
                Optional.empty(),
                Optional.empty());
    }
}
