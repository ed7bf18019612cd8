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
import java.util.function.Function;

/** What becomes of a call of a run, by what it means for the run. */
record RunSettling(RunPorts ports) {

    /** A call that nothing waits for any more. */
    static final Settlement OVER = Settlement.of(new Outcome.Success());

    /** A run, with what of it a call is about. */
    record Part<T>(LiveRun run, T part) {

        static <T> Optional<Part<T>> of(LiveRun run, Function<LiveRun, Optional<T>> parts) {
            return parts.apply(run).map(part -> new Part<>(run, part));
        }
    }

    /**
     * What a call is about; empty when its run is gone, or has nothing to do with it any more.
     *
     * @param parts finds that in a run
     */
    <T> Optional<Part<T>> part(Call call, Function<LiveRun, Optional<T>> parts) {
        Optional<LiveRun> run = run(call);
        return run.flatMap(found -> Part.of(found, parts))
                .or(() ->
                        run.flatMap(ports.runs()::further)
                                .flatMap(further -> Part.of(further, parts)));
    }

    private Optional<LiveRun> run(Call call) {
        return call.series().isPresent()
                ? ports.runs().find(call.project(), call.series().getAsLong())
                : Optional.empty();
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
        return run(call)
                .map(run ->
                        settled(call, run, new Happening.Abandoned("InternalError", reason), now)
                                .consequences())
                .orElse(Settlement.NOTHING);
    }
}
