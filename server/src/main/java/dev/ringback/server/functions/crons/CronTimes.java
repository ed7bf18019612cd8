package dev.ringback.server.functions.crons;

import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.config.CronExpression;
import dev.ringback.server.functions.config.FunctionTrigger.OnSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The times at which a trigger starts its function.
 *
 * @param times those that the schedule names
 * @param trigger says what is added to them
 * @param function its id, which decides how much of that
 */
record CronTimes(CronExpression times, OnSchedule trigger, String function) {

    /** So late a time may come without being told that it was missed. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** More are not counted. */
    static final long MOST_MISSED = 100_000;

    static CronTimes of(LiveFunction function, OnSchedule trigger) {
        return new CronTimes(CronExpression.of(trigger.cron()), trigger, function.slug());
    }

    /** The first that fires after a moment; empty when none does. */
    Optional<CronPlan> first(Instant now) {
        Optional<CronPlan> plan = after(now.minus(trigger.jitter()));
        while (plan.isPresent() && !plan.get().fires().isAfter(now)) {
            plan = after(plan.get().planned());
        }
        return plan;
    }

    /** The next one after a planned time. */
    Optional<CronPlan> after(Instant planned) {
        return times.next(planned).map(this::plan);
    }

    /** A planned time, with when it fires. */
    CronPlan plan(Instant planned) {
        return new CronPlan(planned, trigger.fires(function, planned));
    }

    /**
     * What becomes of a planned time whose turn it is. Whatever else is over by then, however much
     * was added to it, goes with it.
     */
    CronFiring firing(CronPlan due, Instant now) {
        Instant over = now.minus(trigger.jitter());
        Instant since = due.planned();
        long missed = missed(since, over);
        if (missed > 1) {
            return new CronFiring(plan(last(since, over)), missed, since);
        }
        boolean late = since.plus(GRACE).isBefore(over);
        return new CronFiring(due, late ? 1 : 0, since);
    }

    private long missed(Instant since, Instant over) {
        long missed = 1;
        Optional<Instant> next = upTo(over, since);
        while (next.isPresent() && missed < MOST_MISSED) {
            missed++;
            next = upTo(over, next.get());
        }
        return missed;
    }

    private Optional<Instant> upTo(Instant end, Instant after) {
        return times.next(after).filter(time -> !time.isAfter(end));
    }

    /** The last up to a moment, looked for from there: it may be far from the first one. */
    private Instant last(Instant since, Instant over) {
        Duration back = Duration.ofMinutes(1);
        Optional<Instant> found = upTo(over, over.minus(back));
        while (found.isEmpty() && over.minus(back).isAfter(since)) {
            back = back.multipliedBy(2);
            found = upTo(over, over.minus(back));
        }
        Instant last = found.orElse(since);
        for (found = upTo(over, last); found.isPresent(); found = upTo(over, last)) {
            last = found.get();
        }
        return last;
    }
}
