package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.config.FunctionTrigger.OnSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What is committed of schedules.
 *
 * @param clock what waits is due by
 * @param ids of events and calls
 */
record CronChanges(Clock clock, Ids ids) {

    private static final String TYPE = InternalEvents.type("cron");

    /** A new schedule. */
    Change begin(ProjectId project, UUID function, OnSchedule trigger, CronPlan first) {
        return waits(call ->
                new CronSchedule(project, function, trigger, 1, first, call, Optional.empty()));
    }

    /** The next revision of a schedule, which waits for another time. */
    Change waits(CronSchedule schedule, CronPlan next) {
        return waits(call -> schedule.revise(next, call));
    }

    private Change waits(Function<CallId, CronSchedule> next) {
        CronSchedule schedule = next.apply(new CallId(ids.next()));
        Instant now = clock.now();
        long sequence = ids.next();
        Event event =
                new Event(
                        sequence,
                        schedule.project(),
                        EventId.of(sequence),
                        TYPE,
                        schedule.id(),
                        now,
                        now,
                        "text/plain",
                        Payload.of(schedule.trigger().cron()));
        Call call =
                Call.of(
                        schedule.call(),
                        schedule.project(),
                        CronKind.NAME,
                        CronLanes.of(schedule.function()),
                        sequence,
                        now.plus(until(schedule.next())));
        return Change.accept(List.of(event), List.of(call))
                .from(MadeBy.schedule(schedule.function().toString()))
                .and(Change.put(schedule.document()));
    }

    /**
     * How long it is until a time. Whether it has come is judged by the moment that has come for
     * sure, so a clock that is set ahead for a moment makes nothing come early.
     */
    Duration until(CronPlan plan) {
        return Duration.between(clock.surely(), plan.fires());
    }

    /** The event of a time that has come. */
    Event event(CronSchedule schedule, CronFiring firing, Instant now) {
        return CronEvents.of(schedule, firing, ids.next(), now);
    }

    /** The start of the function by an event. */
    Change starts(CronSchedule schedule, Event event, Instant now) {
        Call start =
                Call.of(
                        new CallId(ids.next()),
                        schedule.project(),
                        Router.START,
                        FunctionLanes.start(schedule.function()),
                        event.sequence(),
                        now);
        return Change.accept(List.of(event), List.of(start));
    }
}
