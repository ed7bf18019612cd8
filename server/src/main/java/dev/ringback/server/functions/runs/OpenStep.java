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
 */
public record OpenStep(StepOp.OfStep op, int attempt, Instant began) {

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
