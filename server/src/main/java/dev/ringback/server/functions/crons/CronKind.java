package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.port.DecidingKind;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The kind of call that waits for a time of a schedule. It asks nobody: one commit starts the
 * function and waits for the next time.
 *
 * @param store the schedules
 * @param triggers that functions are registered with
 * @param changes what is committed
 * @param silence of apps that do not answer
 */
record CronKind(Store store, CronTriggers triggers, CronChanges changes, CronSilence silence)
        implements DecidingKind {

    static final String NAME = "cron";

    /** While an app does not answer, it is seen after so long that it does. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    static final Settlement OVER = Settlement.of(new Outcome.Success());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prepared.Decide prepare(Call call, Event event, Instant now) {
        return new Prepared.Decide(
                store.document(CronSchedule.KIND, call.project(), event.subject())
                        .map(CronSchedule::read)
                        .filter(schedule -> schedule.call().equals(call.id()))
                        .map(schedule -> decided(schedule, now))
                        .orElse(OVER));
    }

    private Settlement decided(CronSchedule schedule, Instant now) {
        Optional<CronTimes> times = triggers.times(schedule);
        return times.isEmpty()
                ? new Settlement(new Outcome.Success(), Change.delete(schedule.document()))
                : due(schedule, times.get(), now);
    }

    private Settlement due(CronSchedule schedule, CronTimes times, Instant now) {
        Duration left = changes.until(schedule.next());
        // The machine's clock may have been set back since; a little means that it drifts.
        if (left.compareTo(SteadyClock.DRIFT) > 0) {
            return Settlement.of(new Outcome.Retry(now.plus(left), "its time has not come"));
        }
        if (silence.hasBeen(schedule)) {
            return Settlement.of(
                    new Outcome.Retry(
                            now.plus(LOOK_AGAIN), "the app has not answered the run before"));
        }
        Instant today = schedule.next().fires().minus(left);
        return fires(schedule, times, times.firing(schedule.next(), today), now);
    }

    private Settlement fires(
            CronSchedule schedule, CronTimes times, CronFiring firing, Instant now) {
        Event event = changes.event(schedule, firing, now);
        Change after =
                times.after(firing.plan().planned())
                        .map(next -> changes.waits(schedule.startedBy(event.sequence()), next))
                        .orElseGet(() -> Change.delete(schedule.document()));
        return new Settlement(
                new Outcome.Success(), changes.starts(schedule, event, now).and(after));
    }
}
