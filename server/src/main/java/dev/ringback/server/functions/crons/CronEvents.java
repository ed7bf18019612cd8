package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.Event;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.functions.events.EventIds;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.SystemEvents;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The events that schedules start functions by. */
final class CronEvents {

    private static final int ENTROPY = 10;

    private CronEvents() {}

    /** The event of a time that has come, as it is kept. */
    static Event of(CronSchedule schedule, CronFiring firing, long sequence, Instant now) {
        CronPlan plan = firing.plan();
        FunctionEvent event =
                SystemEvents.ofSchedule(
                        schedule.trigger().cron(),
                        plan.planned(),
                        plan.fires(),
                        id(schedule, plan.planned()));
        FunctionEvent told = firing.missed() == 0 ? event : missed(event, firing);
        return FunctionEvents.event(schedule.project(), told, sequence, now)
                .from(MadeBy.schedule(schedule.function().toString()));
    }

    /**
     * Follows from the schedule and the planned time alone, so that a time for which the function
     * was started is known by its event, whatever became of the schedule since.
     */
    private static String id(CronSchedule schedule, Instant planned) {
        byte[] digest = Digests.sha256(Digests.utf8(schedule.id() + "@" + planned));
        return new EventIds(planned.toEpochMilli(), ByteBuffer.wrap(digest, 0, ENTROPY)).id(0);
    }

    private static FunctionEvent missed(FunctionEvent event, CronFiring firing) {
        Map<String, CanonicalJson> data = new TreeMap<>();
        event.data()
                .parsed()
                .members()
                .forEach((name, each) -> data.put(name, CanonicalJson.of(each)));
        data.put("missed", CanonicalJson.of(firing.missed()));
        data.put("missedSince", CanonicalJson.of(firing.since().toString()));
        return new FunctionEvent(
                event.internalId(),
                event.name(),
                event.id(),
                CanonicalJson.object(data),
                event.user(),
                event.at(),
                event.version(),
                event.meta());
    }
}
