package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Clock;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.RunNames;
import dev.ringback.server.functions.kept.Signals;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RunLimits;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.CheckpointBody;
import dev.ringback.server.functions.sdk.OwnRequestBody;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What is done to runs from outside: by people, by apps under way, and by signals. */
public final class RunSteering {

    /** What is said where the store does not take something. */
    public static final String UNAVAILABLE = "the store does not take it for now; try again";

    private static final int MOST_RACES = 100;

    private final RunPorts ports;
    private final RunNames names;
    private final Commits commits;
    private final Clock clock;

    RunSteering(RunPorts ports, Commits commits, Clock clock) {
        this.ports = ports;
        this.names = new RunNames(ports.store());
        this.commits = commits;
        this.clock = clock;
    }

    /** What came of it. */
    public sealed interface Result {

        /** It is on disk. */
        record Done(LiveRun run) implements Result {}

        /** There is no such run, or nothing that waits. */
        record Unknown() implements Result {}

        /** It comes too late: the run has ended, or somebody else goes on with it. */
        record Late(LiveRun run) implements Result {}

        /** The store does not take it for now. */
        record Unavailable() implements Result {}
    }

    /** Ends a run that has not ended. */
    public Result cancel(ProjectId project, long run, String reason) {
        return happen(project, run, _ -> Optional.of(new Happening.Cancelled(reason)), List.of());
    }

    /** Keeps what an app has done under way. */
    public Result checkpoint(ProjectId project, CheckpointBody body) {
        OptionalLong number = names.number(project, body.run());
        Optional<Integer> job = RunState.job(body.run(), body.queueItem());
        if (number.isEmpty()) {
            return new Result.Unknown();
        }
        return happen(
                project,
                number.getAsLong(),
                _ -> job.map(id -> new Happening.Checkpointed(id, body.generation(), body.ops())),
                body.ops());
    }

    /** Keeps what an app's own request has done, by which a run began. */
    public Result tell(ProjectId project, OwnRequestBody body) {
        OptionalLong number = names.number(project, body.run());
        return number.isPresent() ? tell(project, number.getAsLong(), body) : new Result.Unknown();
    }

    private Result tell(ProjectId project, long number, OwnRequestBody body) {
        return happen(
                project,
                number,
                _ -> Optional.of(new Happening.Told(body.ops(), heldUntil())),
                body.ops());
    }

    private Instant heldUntil() {
        return clock.now().plus(RunLimits.HELD);
    }

    /**
     * Makes a run that an app has begun; what is told again is told of the run that there is.
     *
     * @param by who says so
     */
    public Result begin(LiveFunction function, OwnRequestBody body, Made by) {
        ProjectId project = function.project();
        for (int races = 0; races < MOST_RACES; races++) {
            OptionalLong known = names.number(project, body.run());
            if (known.isPresent()) {
                return tell(project, known.getAsLong(), body);
            }
            RunChange change = new RunChange(ports, clock.now(), Optional.empty());
            LiveRun run = new OwnBeginning(ports, function, by, clock.now()).begin(change, body);
            switch (commits.commit(change.change())) {
                case Committed.Done _ -> {
                    return new Result.Done(run);
                }
                case Committed.Stale _ -> {}
                case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ -> {
                    return new Result.Unavailable();
                }
            }
        }
        throw new StoreException("run " + body.run() + " is begun all the time");
    }

    /** Hands a signal to the step that waits for it. */
    public Result signal(ProjectId project, String signal, CanonicalJson data) {
        Optional<Signals.Waiter> waiter = ports.signals().find(project, signal);
        return waiter.isEmpty()
                ? new Result.Unknown()
                : happen(
                        project,
                        waiter.get().run(),
                        _ -> Optional.of(new Happening.Signalled(waiter.get().step(), data)),
                        List.of());
    }

    private Result happen(
            ProjectId project,
            long number,
            Function<LiveRun, Optional<Happening>> what,
            List<? extends StepOp> told) {
        for (int races = 0; races < MOST_RACES; races++) {
            Optional<LiveRun> run = ports.runs().find(project, number);
            if (run.isEmpty()) {
                return new Result.Unknown();
            }
            Optional<Happening> happening = what.apply(run.get());
            RunChange change = new RunChange(ports, clock.now(), Optional.empty());
            if (happening.isEmpty() || !change.happen(run.get(), happening.get(), told)) {
                return new Result.Late(run.get());
            }
            Change all = change.change();
            switch (commits.commit(all)) {
                case Committed.Done _ -> {
                    return new Result.Done(run.get());
                }
                case Committed.Stale _ -> {}
                case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ -> {
                    return new Result.Unavailable();
                }
            }
        }
        throw new StoreException("run " + Ulid.of(number) + " changes all the time");
    }
}
