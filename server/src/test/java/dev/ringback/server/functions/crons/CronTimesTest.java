package dev.ringback.server.functions.crons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.functions.config.CronExpression;
import dev.ringback.server.functions.config.FunctionTrigger.OnSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CronTimesTest {

    private static CronTimes times(String cron, Duration jitter) {
        return new CronTimes(CronExpression.of(cron), new OnSchedule(cron, jitter), "app-f");
    }

    private static CronTimes times(String cron) {
        return times(cron, Duration.ZERO);
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    private static List<String> planned(String cron, String after, int count) {
        List<String> planned = new ArrayList<>();
        Optional<CronPlan> next = times(cron).first(at(after));
        while (planned.size() < count) {
            planned.add(next.orElseThrow().planned().toString());
            next = times(cron).after(next.orElseThrow().planned());
        }
        return planned;
    }

    @Test
    void theFirstTimeLiesAhead() {
        assertThat(times("* * * * *").first(at("2026-06-01T12:00:00Z")).orElseThrow().fires())
                .isEqualTo("2026-06-01T12:01:00Z");
        assertThat(times("0 9 * * *").first(at("2026-06-01T12:00:00Z")).orElseThrow().fires())
                .isEqualTo("2026-06-02T09:00:00Z");
    }

    @Test
    void theFirstTimeMayBePlannedForBeforeAndStillFire() {
        CronTimes times = times("0 * * * *", Duration.ofMinutes(5));
        Instant fires = times.plan(at("2026-06-01T12:00:00Z")).fires();

        CronPlan first = times.first(fires.minusMillis(1)).orElseThrow();

        assertThat(first.planned()).isEqualTo("2026-06-01T12:00:00Z");
        assertThat(times.first(fires).orElseThrow().planned()).isEqualTo("2026-06-01T13:00:00Z");
    }

    @Test
    void whatIsAddedStaysWithinItsBoundAndIsTheSameEachTime() {
        CronTimes times = times("* * * * *", Duration.ofMinutes(5));
        for (int minute = 0; minute < 60; minute++) {
            Instant planned = at("2026-06-01T12:00:00Z").plus(Duration.ofMinutes(minute));
            assertThat(times.plan(planned)).isEqualTo(times.plan(planned));
            assertThat(times.plan(planned).fires())
                    .isBetween(planned, planned.plus(Duration.ofMinutes(5)));
        }
    }

    @Test
    void aTimeInItsZoneComesOnceADayWhateverTheClocksDo() {
        assertThat(planned("TZ=Europe/Paris 0 9 * * *", "2026-03-27T12:00:00Z", 3))
                .containsExactly(
                        "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z", "2026-03-30T07:00:00Z");
        assertThat(planned("TZ=Europe/Paris 30 2 * * *", "2026-03-27T12:00:00Z", 2))
                .as("there is no half past two on the 29th")
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
        assertThat(planned("TZ=Europe/Paris 30 2 * * *", "2026-10-24T12:00:00Z", 2))
                .as("half past two comes twice on the 25th")
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void aTimeThatComesAsItShouldIsNotMissed() {
        CronTimes times = times("* * * * *");
        CronPlan due = times.plan(at("2026-06-01T12:00:00Z"));

        assertThat(times.firing(due, at("2026-06-01T12:00:00.030Z")))
                .isEqualTo(new CronFiring(due, 0, due.planned()));
        assertThat(times.firing(due, at("2026-06-01T11:59:59.900Z")).missed()).isZero();
        assertThat(times.firing(due, at("2026-06-01T12:00:10Z")).missed()).isZero();
    }

    @Test
    void oneTimeThatComesLateIsMissedAndFiresAllTheSame() {
        CronTimes times = times("0 9 * * *");
        CronPlan due = times.plan(at("2026-06-01T09:00:00Z"));

        assertThat(times.firing(due, at("2026-06-01T11:00:00Z")))
                .isEqualTo(new CronFiring(due, 1, due.planned()));
    }

    @Test
    void allTimesThatWereMissedFireAsOne() {
        CronTimes times = times("*/5 * * * *");
        CronPlan due = times.plan(at("2026-06-01T12:00:00Z"));

        assertThat(times.firing(due, at("2026-06-01T13:02:00Z")))
                .isEqualTo(
                        new CronFiring(times.plan(at("2026-06-01T13:00:00Z")), 13, due.planned()));
    }

    @Test
    void aTimeThatIsHeldUpByWhatIsAddedIsNotMissed() {
        CronTimes times = times("* * * * *", Duration.ofMinutes(5));
        CronPlan due = times.plan(at("2026-06-01T12:00:00Z"));

        assertThat(times.firing(due, at("2026-06-01T12:05:00Z")).missed()).isZero();
        assertThat(times.firing(due, at("2026-06-01T12:05:00Z")).plan()).isEqualTo(due);
        assertThat(times.firing(due, at("2026-06-01T12:06:00Z")).missed()).isEqualTo(2);
    }

    @Test
    void whatWasMissedForYearsIsNotCountedToTheEnd() {
        CronTimes times = times("0 0-3 * * 1-5");
        CronPlan due = times.plan(at("2026-06-01T00:00:00Z"));
        assertThat(times.firing(due, at("2029-06-03T12:00:00Z")).plan().planned())
                .isEqualTo("2029-06-01T03:00:00Z");

        CronTimes minutes = times("* * * * *");
        CronFiring firing = minutes.firing(due, at("2036-06-01T12:34:56Z"));
        assertThat(firing.missed()).isEqualTo(CronTimes.MOST_MISSED);
        assertThat(firing.plan().planned()).isEqualTo("2036-06-01T12:34:00Z");
    }
}
