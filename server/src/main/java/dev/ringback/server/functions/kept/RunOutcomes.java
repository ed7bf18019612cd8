package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;

/** Hears how each run ends. Told on the committing thread, so it returns at once. */
@FunctionalInterface
public interface RunOutcomes {

    /**
     * A run has ended.
     *
     * @param run its id
     * @param function the app's name and the function's id, joined by a hyphen
     * @param status {@code completed}, {@code failed} or {@code cancelled}
     * @param madeAt when it was made
     * @param endedAt when it ended
     * @param reason in words; empty when it completed
     */
    void ended(
            ProjectId project,
            String run,
            String function,
            String status,
            Instant madeAt,
            Instant endedAt,
            String reason);
}
