package dev.ringback.store.rows;

import dev.ringback.kernel.model.CallState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a state fills besides its word: a waiting call is due, a finished one was
 * finished.
 */
public record StateColumns(
        @Nullable Long dueAt, @Nullable Long finishedAt, @Nullable String reason) {

    public static StateColumns of(CallState state) {
        return switch (state) {
            case CallState.Waiting(Instant dueAt) ->
                    new StateColumns(dueAt.toEpochMilli(), null, null);
            case CallState.Running _ ->
                    throw new IllegalArgumentException("Running is never written to disk");
            case CallState.Succeeded(Instant at) -> finished(at, null);
            case CallState.Dead(Instant at, String reason) -> finished(at, reason);
            case CallState.Cancelled(Instant at) -> finished(at, null);
        };
    }

    private static StateColumns finished(Instant at, @Nullable String reason) {
        return new StateColumns(null, at.toEpochMilli(), reason);
    }
}
