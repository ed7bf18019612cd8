package dev.ringback.kernel.model;

import dev.ringback.kernel.model.CallState.Cancelled;
import dev.ringback.kernel.model.CallState.Dead;
import dev.ringback.kernel.model.CallState.Running;
import dev.ringback.kernel.model.CallState.Succeeded;
import dev.ringback.kernel.model.CallState.Waiting;
import java.time.Instant;
import java.util.Optional;

/**
 * The moves between the states of a call that are written to disk, as pure functions. Each returns
 * the next state, or empty when the move does not exist from where the call is.
 */
public final class CallStates {

    private CallStates() {}

    /** Running becomes what the outcome of its attempt says; nothing else settles. */
    public static Optional<CallState> settle(CallState state, Outcome outcome, Instant now) {
        return switch (state) {
            case Running _ -> Optional.of(after(outcome, now));
            case Waiting _, Succeeded _, Dead _, Cancelled _ -> Optional.empty();
        };
    }

    /** What is not finished can be cancelled. */
    public static Optional<CallState> cancel(CallState state, Instant now) {
        return switch (state) {
            case Waiting _, Running _ -> Optional.of(new Cancelled(now));
            case Succeeded _, Dead _, Cancelled _ -> Optional.empty();
        };
    }

    /** What waits can be made due at once. */
    public static Optional<CallState> hasten(CallState state, Instant now) {
        return switch (state) {
            case Waiting _ -> Optional.of(new Waiting(now));
            case Running _, Succeeded _, Dead _, Cancelled _ -> Optional.empty();
        };
    }

    private static CallState after(Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Success _ -> new Succeeded(now);
            case Outcome.Retry(Instant at, String _) -> new Waiting(at);
            case Outcome.Refused(String reason) -> new Dead(now, reason);
        };
    }
}
