package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.List;

/** What can come to a run. */
public sealed interface Happening {

    /** The app answered a request. */
    record Answered(int job, int generation, SdkAnswer answer) implements Happening {}

    /**
     * The app tells what it has done, and goes on.
     *
     * @param generation 0 when it does not say
     */
    record Checkpointed(int job, int generation, List<StepOp> ops) implements Happening {}

    /**
     * The app tells what its own request has done, by which the run began.
     *
     * @param until how long the request is believed to go on without telling more
     */
    record Told(List<StepOp> ops, Instant until) implements Happening {}

    /** The app's own request has told nothing more for too long. */
    record TakenOver() implements Happening {}

    /** The time of a step has come: it has slept, or waited long enough. */
    record Due(StepId step) implements Happening {}

    /** An event came that a step waits for; its condition holds. */
    record Came(StepId step, FunctionEvent event) implements Happening {}

    /** A signal came that a step waits for. */
    record Signalled(StepId step, CanonicalJson data) implements Happening {}

    /** Another run waits for the same signal, and this one did not ask for its place. */
    record SignalTaken(StepId step) implements Happening {}

    /** The run that a step called has ended. */
    record ChildEnded(StepId step, RunEnd end) implements Happening {}

    /** There is no function that a step wants to call. */
    record NoSuchFunction(StepId step) implements Happening {}

    /**
     * What a step asked the server to request is there.
     *
     * @param data what the function sees
     */
    record Fetched(StepId step, CanonicalJson data) implements Happening {}

    /**
     * The request did not succeed; it may be tried again.
     *
     * @param error an object with {@code name} and {@code message}
     */
    record NotFetched(StepId step, int attempt, CanonicalJson error) implements Happening {}

    /** Somebody, an event or a time limit puts an end to it. */
    record Cancelled(String reason) implements Happening {}

    /** The server cannot go on with it: its function is gone, for example. */
    record Abandoned(String error, String why) implements Happening {}
}
