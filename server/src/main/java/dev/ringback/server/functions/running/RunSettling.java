package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What becomes of a call of a run, by what it means for the run. */
record RunSettling(RunPorts ports) {

    /** A call that nothing waits for any more. */
    static final Settlement OVER = Settlement.of(new Outcome.Success());

    /**
     * The run that a call is one of; empty when it is gone, or the call is none of it any more.
     *
     * @param knows whether a run has to do with the call
     */
    Optional<LiveRun> run(Call call, Predicate<LiveRun> knows) {
        Optional<LiveRun> found =
                call.series().isPresent()
                        ? ports.runs().find(call.project(), call.series().getAsLong())
                        : Optional.empty();
        return found.filter(knows).or(() -> found.flatMap(ports.runs()::further).filter(knows));
    }

    /**
     * Settles a call by what happens to its run.
     *
     * @param told what the app says of steps at that
     * @param why it would be tried again
     */
    Settlement settled(
            Call call,
            LiveRun run,
            Happening happening,
            List<? extends StepOp> told,
            String why,
            Instant now) {
        RunChange change = new RunChange(ports, now, Optional.of(call));
        boolean _ = change.happen(run, happening, told);
        Outcome outcome =
                change.tryAgain()
                        .<Outcome>map(at -> new Outcome.Retry(at, why))
                        .orElseGet(Outcome.Success::new);
        return new Settlement(outcome, change.change());
    }

    /** The same where nothing is told, and nothing is tried again. */
    Settlement settled(Call call, LiveRun run, Happening happening, Instant now) {
        return settled(call, run, happening, List.of(), "", now);
    }

    /**
     * What follows when a call ends by a bug: its run cannot go on. Whoever cancels such a call has
     * decided on the run before.
     */
    Change ended(Call call, CallState end, Instant now) {
        if (!(end instanceof CallState.Dead(Instant _, String reason))) {
            return Settlement.NOTHING;
        }
        return run(call, _ -> true)
                .map(run ->
                        settled(call, run, new Happening.Abandoned("InternalError", reason), now)
                                .consequences())
                .orElse(Settlement.NOTHING);
    }
}
