package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What follows from a decision. It is committed with the state of the run, or not at all. */
public sealed interface RunEffect {

    /** A request is to be made when it is due; one of the same id was answered and is made anew. */
    record Call(RunJob job) implements RunEffect {}

    /** A request is not to be made any more; what is answered to it does not matter. */
    record Drop(int job) implements RunEffect {}

    /**
     * A step waits for an event.
     *
     * @param since events that came from then on are looked at, too
     * @param except internal ids of events that the run's waits have taken
     */
    record WaitForEvent(StepOp.WaitForEvent step, Instant since, Set<String> except)
            implements RunEffect {}

    /** A step waits for a signal. */
    record WaitForSignal(StepOp.WaitForSignal step) implements RunEffect {}

    /** A function is to be called for a step. */
    record Invoke(StepOp.Invoke call) implements RunEffect {}

    /**
     * A request is to be made for a step: {@link StepOp.Fetch} or {@link StepOp.Infer}.
     *
     * @param due when
     */
    record Fetch(StepOp.Request request, int attempt, Instant due) implements RunEffect {}

    /** The step is to be told when a time has come. */
    record Wake(StepId step, Instant at) implements RunEffect {}

    /** Whatever was begun for a step is over: its wait, its time, its request. */
    record Close(StepId step) implements RunEffect {}

    /**
     * The app's own request holds the run; when it tells nothing more until then, the server asks.
     */
    record Hold(Instant until) implements RunEffect {}

    /** The app's own request does not hold the run any more. */
    record Release() implements RunEffect {}

    /** Functions are to be started, as the run has ended that said so. */
    record Start(List<Deferral> deferrals) implements RunEffect {}

    /** The run has ended; everything that it waited for is closed before. */
    record End(RunEnd end) implements RunEffect {}
}
