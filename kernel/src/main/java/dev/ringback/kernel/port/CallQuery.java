package dev.ringback.kernel.port;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import java.time.Instant;
import java.util.Optional;

/**
 * Selects calls of one project, the newest first.
 *
 * @param project whose
 * @param kind of that kind
 * @param lane of that lane
 * @param state in that state; Running finds nothing, for it is not on disk
 * @param event carrying the event of that sequence
 * @param eventType glob over the type of the event carried
 * @param from made at or after
 * @param to made before
 * @param before only ids smaller than this; the cursor of a page
 * @param limit 1 to 1,000
 */
public record CallQuery(
        ProjectId project,
        Optional<String> kind,
        Optional<LaneId> lane,
        Optional<StateName> state,
        Optional<Long> event,
        Optional<String> eventType,
        Optional<Instant> from,
        Optional<Instant> to,
        long before,
        int limit) {

    public CallQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is not between 1 and 1000: " + limit);
        }
    }

    /** All calls of one kind in a project. */
    public static CallQuery of(ProjectId project, String kind, int limit) {
        return new CallQuery(
                project,
                Optional.of(kind),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                limit);
    }

    /** The calls that carry one event. */
    public static CallQuery ofEvent(ProjectId project, long event, int limit) {
        return new CallQuery(
                project,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(event),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                limit);
    }

    /** The same selection, of those that carry one event. */
    public CallQuery carrying(long one) {
        return new CallQuery(
                project, kind, lane, state, Optional.of(one), eventType, from, to, before, limit);
    }

    /** The same selection, with other bounds on the page. */
    public CallQuery page(long before, int limit) {
        return new CallQuery(project, kind, lane, state, event, eventType, from, to, before, limit);
    }
}
