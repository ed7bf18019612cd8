package dev.ringback.kernel;

import java.time.Instant;
import java.util.Optional;

/**
 * Selects events of one project, the newest first.
 *
 * @param project whose
 * @param type glob over the type, in which {@code *} stands for any run of characters
 * @param from accepted at or after
 * @param to accepted before
 * @param before only sequences smaller than this; the cursor of a page
 * @param limit 1 to 1,000
 */
public record EventQuery(
        ProjectId project,
        Optional<String> type,
        Optional<Instant> from,
        Optional<Instant> to,
        long before,
        int limit) {

    public EventQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is not between 1 and 1000: " + limit);
        }
    }

    /** All events of a project. */
    public static EventQuery of(ProjectId project, int limit) {
        return new EventQuery(
                project,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                limit);
    }
}
