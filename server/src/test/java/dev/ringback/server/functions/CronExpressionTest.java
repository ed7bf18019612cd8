package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.server.functions.config.CronExpression;
import dev.ringback.server.functions.config.FunctionTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CronExpressionTest {

    private static List<String> times(String cron, String after, int count) {
        List<String> times = new ArrayList<>();
        Instant at = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            at = CronExpression.of(cron).next(at).orElseThrow();
            times.add(at.toString());
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource({
        "* * * * *, 2026-11-29T17:00:59Z, 2026-11-29T17:01:00Z",
        "* * * * *, 2026-11-29T17:01:00Z, 2026-11-29T17:02:00Z",
        "*/5 * * * *, 2026-11-29T17:01:00Z, 2026-11-29T17:05:00Z",
        "7/20 * * * *, 2026-11-29T17:10:00Z, 2026-11-29T17:27:00Z",
        "'0,30 9-17/4 * * *', 2026-11-29T09:30:00Z, 2026-11-29T13:00:00Z",
        "0 9 * * 1, 2026-11-29T17:01:00Z, 2026-11-30T09:00:00Z",
        "0 9 * * MON-fri, 2026-11-27T09:00:00Z, 2026-11-30T09:00:00Z",
        "0 0 29 2 *, 2026-11-29T17:01:00Z, 2028-02-29T00:00:00Z",
        "0 0 29 2 *, 2096-03-01T00:00:00Z, 2104-02-29T00:00:00Z",
        "0 0 13 * fri, 2026-11-29T00:00:00Z, 2026-12-04T00:00:00Z",
        "0 0 13 * *, 2026-11-29T00:00:00Z, 2026-12-13T00:00:00Z",
        "0 0 1 jan ?, 2026-11-29T00:00:00Z, 2027-01-01T00:00:00Z",
        "@hourly, 2026-11-29T17:01:00Z, 2026-11-29T18:00:00Z",
        "@Daily, 2026-11-29T17:01:00Z, 2026-11-30T00:00:00Z",
        "@weekly, 2026-11-30T00:00:00Z, 2026-12-06T00:00:00Z",
        "@yearly, 2026-11-30T00:00:00Z, 2027-01-01T00:00:00Z",
        "TZ=Europe/Paris 0 9 * * 1, 2026-11-29T17:01:00Z, 2026-11-30T08:00:00Z",
        "CRON_TZ=Asia/Kolkata  30 5 * * *, 2026-11-29T17:01:00Z, 2026-11-30T00:00:00Z"
    })
    void theNextTimeIsTheFirstAfter(String cron, Instant after, Instant next) {
        assertThat(CronExpression.of(cron).next(after)).contains(next);
    }

    @Test
    void aTimeThatThereIsNotIsLeftOut() {
        assertThat(times("TZ=Europe/Paris 30 2 * * *", "2026-03-28T00:00:00Z", 2))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void aTimeThatThereIsTwiceComesOnce() {
        assertThat(times("TZ=Europe/Paris 30 2 * * *", "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void whatNamesNoHourGoesOnWhileClocksAreChanged() {
        assertThat(times("TZ=Europe/Paris */30 * * * *", "2026-10-25T00:00:00Z", 4))
                .containsExactly(
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T01:00:00Z",
                        "2026-10-25T01:30:00Z",
                        "2026-10-25T02:00:00Z");
        assertThat(times("TZ=Europe/Paris 0 * * * *", "2026-03-29T00:00:00Z", 2))
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "'', has 1 fields",
        "* * * *, has 4 fields",
        "0 * * * * *, has 6 fields",
        "@every 5s, is not known: @every 5s",
        "60 * * * *, 'has minute 60, not 0 to 59'",
        "* 24 * * *, has hour 24",
        "* * 0 * *, has day of the month 0",
        "* * * 13 *, has month 13",
        "* * * * 7, has day of the week 7",
        "x * * * *, has a minute that is no number: x",
        "5-1 * * * *, ends before it begins",
        "*/0 * * * *, a step of no size",
        "1/2/3 * * * *, more than one /",
        "1-2-3 * * * *, more than one -",
        "TZ=Mars/Base 0 9 * * *, a time zone that is not known: Mars/Base",
        "0 0 30 2 *, a day that never comes"
    })
    void whatIsNoScheduleSaysWhy(String cron, String why) {
        assertThat(CronExpression.problemWith(cron))
                .hasValueSatisfying(problem -> assertThat(problem).contains(why));
    }

    @Test
    void aScheduleThatIsTooLongIsNone() {
        assertThatThrownBy(() -> CronExpression.of("0".repeat(256) + " * * * *"))
                .hasMessageContaining("more than 255 characters");
    }

    @Test
    void whatIsAddedToATimeIsTheSameWhoeverWorksItOut() {
        var trigger = new FunctionTrigger.OnSchedule("* * * * *", Duration.ofSeconds(30));
        Instant time = Instant.parse("2026-11-29T17:01:00Z");
        Instant fires = trigger.fires("app-f", time);
        assertThat(trigger.fires("app-f", time)).isEqualTo(fires);
        assertThat(fires).isBetween(time, time.plusSeconds(30));
        assertThat(trigger.fires("app-g", time)).isNotEqualTo(fires);
        assertThat(new FunctionTrigger.OnSchedule("* * * * *", Duration.ZERO).fires("app-f", time))
                .isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({
        "app/wild/*, app/wild/a, true",
        "app/wild/*, app/wild/a/b, true",
        "app/wild/*, app/wild, false",
        "app/user.*, app/user.created, true",
        "app/user.*, app/user.created.x, true",
        "app/user.*, app/userx, false",
        "app/user*, app/userx, false",
        "a, a, true",
        "a, A, false"
    })
    void aStarStandsForARestBehindASlashOrFullStop(String name, String event, boolean means) {
        var trigger = new FunctionTrigger.OnEvent(name, Optional.empty());
        assertThat(trigger.means(event)).isEqualTo(means);
    }
}
