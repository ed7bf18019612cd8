package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Made;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.SystemEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunNames;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RunDecision;
import dev.ringback.server.functions.runs.RunLimits;
import dev.ringback.server.functions.sdk.OwnRequestBody;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a run begins that an app has begun by itself: with the event that says which request that
 * was, the call by which runs are found that an event has started, and all that was done by then.
 */
record OwnBeginning(RunPorts ports, LiveFunction function, Made by, Instant now) {

    LiveRun begin(RunChange change, OwnRequestBody body) {
        long sequence = ports.ids().next();
        FunctionEvent seen =
                new FunctionEvent(
                        Ulid.of(sequence),
                        SystemEvents.REQUESTED,
                        Optional.empty(),
                        body.data().orElseThrow(),
                        Optional.empty(),
                        now,
                        Optional.empty(),
                        Optional.empty());
        Event event = FunctionEvents.event(function.project(), seen, sequence, now).from(by);
        long number = ports.ids().next();
        Instant until = now.plus(RunLimits.HELD);
        RunDecision decision =
                ports.decider()
                        .beginHeld(
                                RunLimits.attempts(body.retries() + 1), body.version(), now, until);
        LiveRun run = new LiveRun(run(number, sequence, body, decision), List.of(seen));
        RunDraft draft = change.begin(run, decision, List.of());
        boolean _ = change.happen(run, new Happening.Told(body.ops(), until), body.ops());
        change.put(List.of(RunNames.document(function.project(), body.run(), number)));
        change.and(Change.accept(List.of(event), List.of(start(number, event))));
        return draft.after(1);
    }

    private Run run(long number, long sequence, OwnRequestBody body, RunDecision decision) {
        return new Run(
                function.project(),
                number,
                Optional.of(body.run()),
                0,
                function.uuid(),
                function.slug(),
                List.of(sequence),
                FunctionLanes.step(function.uuid(), List.of()),
                now,
                now,
                Optional.empty(),
                "",
                Optional.empty(),
                Map.of(),
                decision.state(),
                Run.RunCalls.NONE,
                Optional.of(now),
                Optional.empty());
    }

    /** It finds the run made. */
    private Call start(long number, Event event) {
        return Call.of(
                new CallId(number),
                function.project(),
                Router.START,
                FunctionLanes.start(function.uuid()),
                event.sequence(),
                now);
    }
}
