package dev.ringback.server.functions.runs;

import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.Optional;

/**
 * A step that has begun and has not ended.
 *
 * @param op what the SDK asked for
 * @param attempt of what the server itself does for it, counted from 0
 * @param began when the SDK asked for it
 * @param asked the request whose answer asked for it: steps that race were asked for together
 * @param lost whether another one of its race was faster
 */
public record OpenStep(StepOp.OfStep op, int attempt, Instant began, int asked, boolean lost) {

    /** What is asked for by an answer, before anything was done. */
    static OpenStep of(StepOp.OfStep op, Instant began, int asked) {
        return new OpenStep(op, 0, began, asked, false);
    }

    OpenStep again() {
        return new OpenStep(op, attempt + 1, began, asked, lost);
    }

    /** The same when another step has ended: of a race the first one decides. */
    OpenStep after(OpenStep other) {
        boolean beaten = op.info().races() && other.op.info().races() && asked == other.asked;
        return beaten ? new OpenStep(op, attempt, began, asked, true) : this;
    }

    /** When it is over whatever comes; empty where that is not up to a clock. */
    public Optional<Instant> until() {
        return switch (op) {
            case StepOp.Sleep sleep -> Optional.of(sleep.until());
            case StepOp.WaitForEvent wait -> Optional.of(wait.until());
            case StepOp.WaitForSignal wait -> Optional.of(wait.until());
            case StepOp.Invoke call -> Optional.of(call.until());
            default -> Optional.empty();
        };
    }

    /** Whether somebody works on it; otherwise it waits, and holds no place. */
    boolean isWork() {
        return op instanceof StepOp.Planned
                || op instanceof StepOp.Fetch
                || op instanceof StepOp.Infer;
    }
}
