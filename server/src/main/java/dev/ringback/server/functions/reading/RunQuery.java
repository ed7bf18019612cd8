package dev.ringback.server.functions.reading;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.config.FunctionConfig;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.runs.RunState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Selects runs of one project, the newest first. A run is as old as the call by which an event
 * started it.
 *
 * @param project whose
 * @param function what runs: the app's name and the function's id, joined by a hyphen
 * @param statuses what they do; anything when there are none
 * @param event sequence of an event that started them
 * @param eventType glob over the name of that event
 * @param session what their events belong to: a key and an id
 * @param from begun at or after
 * @param to begun before
 * @param before only smaller numbers; the cursor of a page
 * @param limit runs of the page
 */
public record RunQuery(
        ProjectId project,
        Optional<String> function,
        Set<RunState.Status> statuses,
        Optional<Long> event,
        Optional<String> eventType,
        Optional<Map.Entry<String, String>> session,
        Optional<Instant> from,
        Optional<Instant> to,
        long before,
        int limit) {

    /** All of a project. */
    public static RunQuery all(ProjectId project, int limit) {
        return new RunQuery(
                project,
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                limit);
    }

    /** Those that do one of these things; all when there are none. */
    public RunQuery doing(Set<RunState.Status> any) {
        return new RunQuery(
                project, function, any, event, eventType, session, from, to, before, limit);
    }

    /** The runs of one function. */
    public RunQuery of(String slug) {
        return new RunQuery(
                project,
                Optional.of(slug),
                statuses,
                event,
                eventType,
                session,
                from,
                to,
                before,
                limit);
    }

    /** Those that began between two moments. */
    public RunQuery between(Optional<Instant> first, Optional<Instant> last) {
        return new RunQuery(
                project, function, statuses, event, eventType, session, first, last, before, limit);
    }

    /** Those with smaller numbers. */
    public RunQuery below(long number) {
        return new RunQuery(
                project, function, statuses, event, eventType, session, from, to, number, limit);
    }

    /** Those that an event started. */
    public RunQuery startedBy(long sequence) {
        return new RunQuery(
                project,
                function,
                statuses,
                Optional.of(sequence),
                eventType,
                session,
                from,
                to,
                before,
                limit);
    }

    /** Whether the calls that started runs say more than the runs do. */
    boolean goesByCalls() {
        return function.isPresent() || event.isPresent() || eventType.isPresent();
    }

    /** Whether all runs are among the calls that carry one event, which are few. */
    boolean isOfOneEvent() {
        return event.isPresent() && eventType.isEmpty();
    }

    /** Whether a call that carries the event may have started one of them. */
    boolean isStartedBy(Call call) {
        return call.id().value() >= least() && lane().stream().allMatch(call.lane()::equals);
    }

    boolean matches(Run run) {
        return function.stream().allMatch(run.slug()::equals)
                && session.stream().allMatch(run.sessions().entrySet()::contains)
                && (statuses.isEmpty() || statuses.contains(run.state().status()));
    }

    /** Numbers are smaller than this. */
    long below() {
        return to.map(TimeOrderedIds::floor).map(end -> Math.min(end, before)).orElse(before);
    }

    /** Numbers are not smaller than this. */
    long least() {
        return from.map(TimeOrderedIds::floor).orElse(0L);
    }

    private Optional<LaneId> lane() {
        return function.map(
                slug -> FunctionLanes.start(FunctionConfig.uuid(project.value(), slug)));
    }

    /** The calls of a page by which runs were started. */
    CallQuery calls(long before, int limit) {
        return new CallQuery(
                project,
                Optional.of(Router.START),
                lane(),
                Optional.empty(),
                event,
                eventType,
                from,
                to,
                before,
                limit);
    }
}
