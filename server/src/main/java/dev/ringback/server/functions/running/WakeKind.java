package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.port.DecidingKind;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The kind of call that tells a run that a time has come. It asks nobody. */
final class WakeKind implements DecidingKind {

    static final String NAME = "wake";

    /** The time within which a run has to start. */
    static final String START = "timeout-start";

    /** The time within which it has to end. */
    static final String FINISH = "timeout-finish";

    /** Until when the app's own request is believed to go on with it. */
    static final String HELD = "held";

    private final RunPorts ports;
    private final RunSettling settling;

    WakeKind(RunPorts ports) {
        this.ports = ports;
        this.settling = new RunSettling(ports);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prepared.Decide prepare(Call call, Event event, Instant now) {
        return new Prepared.Decide(
                settling.part(call, run -> key(run, call))
                        .map(found -> woken(call, found.run(), found.part(), now))
                        .orElse(RunSettling.OVER));
    }

    private static Optional<String> key(LiveRun run, Call call) {
        return run.run().calls().wakes().entrySet().stream()
                .filter(each -> each.getValue().equals(call.id()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Settlement woken(Call call, LiveRun run, String key, Instant now) {
        return switch (key) {
            case START ->
                    run.state().status() == RunState.Status.QUEUED
                            ? cancelled(call, run, "it did not start in time", now)
                            : RunSettling.OVER;
            case FINISH -> cancelled(call, run, "it did not end in time", now);
            case HELD -> held(call, run, now);
            default -> due(call, run, new StepId(key), now);
        };
    }

    private Settlement held(Call call, LiveRun run, Instant now) {
        Instant until = run.state().heldUntil().orElse(Instant.EPOCH);
        return until.isAfter(now)
                ? Settlement.of(new Outcome.Retry(until, "the app goes on with it"))
                : settling.settled(call, run, new Happening.TakenOver(), now);
    }

    private Settlement cancelled(Call call, LiveRun run, String why, Instant now) {
        return settling.settled(call, run, new Happening.Cancelled(why), now);
    }

    private Settlement due(Call call, LiveRun run, StepId step, Instant now) {
        OpenStep open = run.state().open().get(step);
        if (open == null) {
            return RunSettling.OVER;
        }
        Instant until = open.until().orElse(Instant.EPOCH);
        // The machine's clock may have been set back since.
        return until.isAfter(now)
                ? Settlement.of(new Outcome.Retry(until, "its time has not come"))
                : settling.settled(call, run, happening(run, open, step, now), now);
    }

    private Happening happening(LiveRun run, OpenStep open, StepId step, Instant now) {
        if (open.op() instanceof StepOp.WaitForEvent wait) {
            Optional<FunctionEvent> missed =
                    ports.waits()
                            .lastLook(
                                    RunEffects.wanted(new RunDraft(run), wait),
                                    open.began(),
                                    run.state().taken(),
                                    now);
            if (missed.isPresent()) {
                return new Happening.Came(step, missed.get());
            }
        }
        return new Happening.Due(step);
    }

    @Override
    public Change ended(Call call, Event event, CallState end, Instant now) {
        return settling.ended(call, end, now);
    }
}
