package dev.ringback.server.functions.kept;

import dev.ringback.server.functions.sdk.StepOp;

/** The words for what steps do, in JSON of ours. */
public final class StepWords {

    public static final String RUN = "run";
    public static final String SLEEP = "sleep";
    public static final String WAIT = "wait_for_event";
    public static final String SIGNAL = "wait_for_signal";
    public static final String INVOKE = "invoke";
    public static final String FETCH = "fetch";
    public static final String INFER = "infer";

    private StepWords() {}

    /** The word for what a step does. */
    public static String op(StepOp.OfStep op) {
        return switch (op) {
            case StepOp.Ran _, StepOp.Threw _, StepOp.Failed _, StepOp.Planned _ -> RUN;
            case StepOp.Sleep _ -> SLEEP;
            case StepOp.WaitForEvent _ -> WAIT;
            case StepOp.WaitForSignal _ -> SIGNAL;
            case StepOp.Invoke _ -> INVOKE;
            case StepOp.Fetch _ -> FETCH;
            case StepOp.Infer _ -> INFER;
        };
    }
}
