package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.config.FunctionTrigger.OnSchedule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The schedules that registered functions ask for; those of a paused function count as none.
 *
 * @param functions those that can be started
 */
record CronTriggers(KnownFunctions functions) {

    /** A schedule that is asked for. */
    record Wanted(LiveFunction function, OnSchedule trigger) {

        String id() {
            return CronSchedule.id(function.uuid(), trigger.cron());
        }

        CronTimes times() {
            return CronTimes.of(function, trigger);
        }
    }

    /** Where a schedule is, whose it may be. */
    record Name(ProjectId project, String id) {}

    /** All of them. */
    Map<Name, Wanted> all() {
        Map<Name, Wanted> all = new LinkedHashMap<>();
        functions.projects().stream()
                .flatMap(project -> functions.all(project).stream())
                .flatMap(CronTriggers::of)
                .forEach(each ->
                        all.putIfAbsent(new Name(each.function().project(), each.id()), each));
        return all;
    }

    /** The times of a schedule; empty when nobody asks for it any more. */
    Optional<CronTimes> times(CronSchedule schedule) {
        return functions.find(schedule.function()).stream()
                .filter(function -> function.project().equals(schedule.project()))
                .flatMap(CronTriggers::of)
                .filter(each -> each.trigger().cron().equals(schedule.trigger().cron()))
                .findFirst()
                .map(Wanted::times);
    }

    private static Stream<Wanted> of(LiveFunction function) {
        return function.paused()
                ? Stream.empty()
                : function.config().triggers().stream()
                        .filter(OnSchedule.class::isInstance)
                        .map(each -> new Wanted(function, (OnSchedule) each));
    }
}
