package dev.ringback.server.operations;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Selects jobs of one project, the newest first.
 *
 * @param project whose
 * @param state of their newest call
 * @param shape as their clients see them
 * @param model as their clients named it
 * @param lanes in which their newest call waits or waited
 * @param from begun, or gone on at a fallback, at or after
 * @param to before
 * @param before only calls with smaller ids; the cursor of a page
 * @param limit entries of the page
 */
public record JobQuery(
        ProjectId project,
        Optional<StateName> state,
        Optional<String> shape,
        Optional<String> model,
        Optional<List<LaneId>> lanes,
        Optional<Instant> from,
        Optional<Instant> to,
        long before,
        int limit) {

    boolean matches(ModelJobs.Taken job) {
        return shape.stream().allMatch(job.shape()::equals)
                && model.stream().allMatch(job.model()::equals);
    }

    boolean covers(Instant createdAt) {
        return from.stream().noneMatch(createdAt::isBefore)
                && to.stream().allMatch(createdAt::isBefore);
    }

    /** What of it the store can select. A call that runs waits, as far as the disk knows. */
    CallQuery calls(String kind, Optional<LaneId> lane, long before, int limit) {
        return new CallQuery(
                project,
                Optional.of(kind),
                lane,
                state.map(each -> each == StateName.RUNNING ? StateName.WAITING : each),
                Optional.empty(),
                Optional.empty(),
                from,
                to,
                before,
                limit);
    }
}
