package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.port.DecidingKind;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.kept.Correlation;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.sdk.OwnEndpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The kind of call that owes an event to a function. It asks nobody: it makes the run, or finds
 * that there is none to be made.
 */
final class StartKind implements DecidingKind {

    private final RunPorts ports;
    private final RunStarts starts;
    private final RunRepeats repeats;

    StartKind(RunPorts ports, RunStarts starts, RunRepeats repeats) {
        this.ports = ports;
        this.starts = starts;
        this.repeats = repeats;
    }

    @Override
    public String name() {
        return Router.START;
    }

    @Override
    public Prepared.Decide prepare(Call call, Event event, Instant now) {
        FunctionEvent seen = FunctionEvents.read(event);
        Optional<LiveFunction> function =
                FunctionLanes.function(call.lane())
                        .flatMap(ports.functions()::find)
                        .filter(found -> found.project().equals(call.project()));
        if (OwnEndpoint.is(seen) && !RunRepeats.is(call)) {
            return new Prepared.Decide(RunSettling.OVER);
        }
        if (RunRepeats.is(call)) {
            return new Prepared.Decide(repeated(function, call, now));
        }
        if (function.isEmpty()) {
            return new Prepared.Decide(nobody(call, seen, now));
        }
        return new Prepared.Decide(
                switch (starts.asked(function.get(), call, event, seen, now)) {
                    case RunStarts.Verdict.Starts(Optional<Sighting> first) ->
                            started(
                                    function.get(),
                                    call,
                                    Beginning.by(event, seen, now),
                                    first.map(Change::seen),
                                    now);
                    case RunStarts.Verdict.Passes _ -> RunSettling.OVER;
                });
    }

    private Settlement started(
            LiveFunction function,
            Call call,
            Beginning beginning,
            Optional<Change> more,
            Instant now) {
        RunChange change = new RunChange(ports, now, Optional.of(call));
        starts.begin(change, function, call, beginning, now);
        more.ifPresent(change::and);
        return new Settlement(new Outcome.Success(), change.change());
    }

    /** A run is made once more whatever its trigger says, unless it is forgotten. */
    private Settlement repeated(Optional<LiveFunction> function, Call call, Instant now) {
        Optional<Document> from = repeats.from(call);
        Optional<Change> gone = from.map(Change::delete);
        return function.flatMap(found ->
                        repeats.beginning(call, from, now)
                                .map(beginning -> started(found, call, beginning, gone, now)))
                .orElseGet(() ->
                        new Settlement(new Outcome.Success(), gone.orElse(Settlement.NOTHING)));
    }

    @Override
    public Change ended(Call call, Event event, CallState end, Instant now) {
        return RunRepeats.is(call)
                ? repeats.from(call).map(Change::delete).orElse(Settlement.NOTHING)
                : Settlement.NOTHING;
    }

    /** Who called a function that is gone is told. */
    private Settlement nobody(Call call, FunctionEvent seen, Instant now) {
        Optional<Run.Parent> parent = Correlation.of(seen);
        Optional<LiveRun> caller =
                parent.flatMap(each -> ports.runs().find(call.project(), each.run()));
        if (caller.isEmpty()) {
            return RunSettling.OVER;
        }
        return new RunSettling(ports)
                .settled(
                        call,
                        caller.get(),
                        new Happening.NoSuchFunction(parent.get().step()),
                        List.of(),
                        "",
                        now);
    }
}
