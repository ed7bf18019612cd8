package dev.ringback.server.functions.crons;

import static dev.ringback.server.functions.crons.CronRig.cron;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.server.functions.AnyStore;
import dev.ringback.server.functions.events.FunctionEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Schedules on an engine: which times start which functions. */
@ParameterizedClass
@EnumSource
final class CronsTest {

    private static final String NOON = "2026-06-01T12:00:00Z";
    private static final String EVERY_MINUTE = cron("* * * * *");

    private final AnyStore kind;
    private Path directory;
    private CronRig rig;

    CronsTest(AnyStore kind) {
        this.kind = kind;
    }

    @BeforeEach
    void begin(@TempDir Path files) {
        directory = files;
        rig = new CronRig("2026-06-01T11:59:30Z", kind.open(directory));
    }

    @AfterEach
    void close() {
        rig.close();
        rig.store.close();
    }

    private void beginAt(String moment) {
        close();
        rig = new CronRig(moment, kind.open(directory));
    }

    private static List<Instant> minutes(String from, int count) {
        Instant first = Instant.parse(from);
        return IntStream.range(0, count)
                .mapToObj(each -> first.plus(Duration.ofMinutes(each)))
                .toList();
    }

    private static List<String> texts(String from, int count) {
        return minutes(from, count).stream().map(Instant::toString).toList();
    }

    /** The function is to be started each minute, and so much time goes by. */
    private void everyMinuteFor(int minutes) {
        rig.register("app-f", EVERY_MINUTE);
        rig.run(Duration.ofMinutes(minutes));
    }

    /** The function was started at these times, in this order, and at no others. */
    private void startedAt(String... times) {
        assertThat(rig.timesOf("app-f")).containsExactly(times);
    }

    private void startedEachMinuteFor(int minutes) {
        startedAt(texts(NOON, minutes).toArray(String[]::new));
    }

    @Test
    void eachMinuteOfAnHourStartsTheFunctionOnce() {
        everyMinuteFor(60);

        startedEachMinuteFor(60);
    }

    @Test
    void theFunctionSeesItsScheduleAndItsTime() {
        everyMinuteFor(1);

        assertThat(rig.startsOf("app-f").getFirst().asSent())
                .hasToString(
                        """
                        {"data":{"cron":"* * * * *","fireAt":"2026-06-01T12:00:00Z",\
                        "scheduledAt":"2026-06-01T12:00:00Z"},"id":"2026-06-01T12:00:00Z",\
                        "name":"inngest/scheduled.timer","ts":1780315200000,"user":{}}\
                        """);
    }

    @Test
    void functionsWithTheSameScheduleAreStartedEach() {
        rig.register("app-f", EVERY_MINUTE);
        rig.register("app-g", EVERY_MINUTE);

        rig.run(Duration.ofMinutes(3));

        startedEachMinuteFor(3);
        assertThat(rig.timesOf("app-g")).containsExactlyElementsOf(texts(NOON, 3));
        assertThat(
                        Stream.of("app-f", "app-g")
                                .flatMap(slug -> rig.startsOf(slug).stream())
                                .map(FunctionEvent::internalId))
                .doesNotHaveDuplicates();
    }

    @Test
    void aFunctionHasSeveralSchedules() {
        rig.register("app-f", cron("*/2 * * * *"), cron("*/3 * * * *"));

        rig.run(Duration.ofMinutes(7));

        assertThat(rig.timesOf("app-f"))
                .containsExactlyInAnyOrder(
                        "2026-06-01T12:00:00Z",
                        "2026-06-01T12:00:00Z",
                        "2026-06-01T12:02:00Z",
                        "2026-06-01T12:03:00Z",
                        "2026-06-01T12:04:00Z",
                        "2026-06-01T12:06:00Z",
                        "2026-06-01T12:06:00Z");
    }

    @Test
    void whatIsAddedDelaysATimeAndLosesNone() {
        rig.register("app-f", cron("* * * * *", "5m"));

        rig.run(Duration.ofMinutes(70));

        List<String> times = rig.timesOf("app-f");
        assertThat(times)
                .hasSizeGreaterThanOrEqualTo(65)
                .containsExactlyElementsOf(texts(times.getFirst(), times.size()));
        assertThat(rig.startsOf("app-f"))
                .allMatch(event -> event.data().parsed().text("/missed").isEmpty());
    }

    @Test
    void daysGoByTheClocksOfTheZone() {
        beginAt("2026-10-23T12:00:00Z");
        rig.register("app-f", cron("TZ=Europe/Paris 30 2 * * *"));

        rig.run(Duration.ofDays(4));

        startedAt(
                "2026-10-24T00:30:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-26T01:30:00Z",
                "2026-10-27T01:30:00Z");
    }

    @Test
    void aRestartWithinAMinuteLosesNoTime() {
        rig.register("app-f", EVERY_MINUTE);
        for (int i = 0; i < 5; i++) {
            rig.run(Duration.ofSeconds(50));
            rig.stop();
            rig.startAfter(Duration.ofSeconds(5));
            rig.settle();
        }
        rig.run(Duration.ofMinutes(1));

        startedEachMinuteFor(6);
    }

    @Test
    void timesThatWereMissedWhileTheServerWasDownStartItOnceAndAreTold() {
        everyMinuteFor(1);
        rig.stop();
        rig.startAfter(Duration.ofMinutes(10));
        rig.settle();
        rig.run(Duration.ofMinutes(1));

        startedAt("2026-06-01T12:00:00Z", "2026-06-01T12:10:00Z", "2026-06-01T12:11:00Z");
        assertThat(rig.startsOf("app-f").get(1).data())
                .hasToString(
                        """
                        {"cron":"* * * * *","fireAt":"2026-06-01T12:10:00Z","missed":10,\
                        "missedSince":"2026-06-01T12:01:00Z",\
                        "scheduledAt":"2026-06-01T12:10:00Z"}\
                        """);
        assertThat(rig.startsOf("app-f").get(2).data().parsed().text("/missed")).isEmpty();
    }

    @Test
    void whatIsRegisteredAgainAsItWasGoesOn() {
        rig.register("app-f", EVERY_MINUTE);
        CronSchedule before = rig.schedules().getFirst();
        rig.register("app-f", EVERY_MINUTE);

        assertThat(rig.schedules()).containsExactly(before);
        rig.run(Duration.ofMinutes(3));
        startedEachMinuteFor(3);
    }

    @Test
    void anotherScheduleTakesThePlaceOfTheOneBefore() {
        everyMinuteFor(2);
        CronSchedule before = rig.schedules().getFirst();
        rig.register("app-f", cron("*/5 * * * *"));
        rig.run(Duration.ofMinutes(10));

        startedAt(
                "2026-06-01T12:00:00Z",
                "2026-06-01T12:01:00Z",
                "2026-06-01T12:05:00Z",
                "2026-06-01T12:10:00Z");
        assertThat(rig.store.call(CronRig.PROJECT, before.call()).map(Call::state))
                .get()
                .isInstanceOf(CallState.Cancelled.class);
    }

    @Test
    void anotherAdditionHoldsForTheTimeThatIsNext() {
        rig.register("app-f", cron("0 * * * *", "5m"));
        CronSchedule before = rig.schedules().getFirst();
        rig.register("app-f", cron("0 * * * *", "1m"));

        assertThat(rig.schedules().getFirst().next().planned()).isEqualTo(NOON);
        assertThat(rig.schedules().getFirst().next()).isNotEqualTo(before.next());
        rig.run(Duration.ofMinutes(10));
        startedAt(NOON);
    }

    @Test
    void aTimeIsNotRepeatedForAScheduleThatWasAwayForAMoment() {
        rig.register("app-f", cron("0 * * * *", "5m"));
        rig.run(Duration.ofMinutes(6));
        rig.functions.remove("app-f");
        rig.settle();
        assertThat(rig.schedules()).isEmpty();
        rig.time.step(Duration.ofMinutes(-6));
        rig.register("app-f", cron("0 * * * *", "5m"));
        rig.run(Duration.ofMinutes(90));

        startedAt("2026-06-01T12:00:00Z", "2026-06-01T13:00:00Z");
    }

    @Test
    void aFunctionThatIsGoneIsNotStarted() {
        everyMinuteFor(1);
        rig.functions.remove("app-f");
        rig.settle();
        rig.run(Duration.ofMinutes(5));

        assertThat(rig.schedules()).isEmpty();
        startedAt(NOON);
    }

    @Test
    void aPausedFunctionIsStartedAtTheNextTimeAfterItGoesOn() {
        everyMinuteFor(1);
        rig.functions.pause("app-f", true);
        rig.settle();
        rig.run(Duration.ofMinutes(10));
        rig.functions.pause("app-f", false);
        rig.settle();
        rig.run(Duration.ofMinutes(2));

        startedAt("2026-06-01T12:00:00Z", "2026-06-01T12:11:00Z", "2026-06-01T12:12:00Z");
        assertThat(rig.startsOf("app-f"))
                .allMatch(event -> event.data().parsed().text("/missed").isEmpty());
    }

    @Test
    void whatWasChangedWhileTheServerWasDownHoldsFromItsStart() {
        rig.register("app-f", EVERY_MINUTE);
        rig.register("app-g", EVERY_MINUTE);
        rig.stop();
        rig.functions.remove("app-f");
        rig.functions.add("app-h", ",'triggers':[" + EVERY_MINUTE + "]");
        rig.startAfter(Duration.ofSeconds(5));
        rig.settle();
        rig.run(Duration.ofMinutes(1));

        assertThat(rig.timesOf("app-f")).isEmpty();
        assertThat(rig.timesOf("app-g")).containsExactly(NOON);
        assertThat(rig.timesOf("app-h")).containsExactly(NOON);
    }

    @Test
    void aTimeThatSomebodyCalledOffDoesNotEndTheSchedule() {
        rig.register("app-f", EVERY_MINUTE);
        var _ = rig.engine.cancel(CronRig.PROJECT, rig.schedules().getFirst().call());
        rig.untilScheduled();
        rig.run(Duration.ofMinutes(2));

        startedEachMinuteFor(2);
    }

    @Test
    void timesThatWereMissedWhileTheAppWasDownStartItOnceAndAreTold() {
        everyMinuteFor(1);
        rig.silent = true;
        rig.run(Duration.ofSeconds(140));
        rig.silent = false;
        rig.run(Duration.ofMinutes(3));

        List<FunctionEvent> starts = rig.startsOf("app-f");
        assertThat(starts).hasSizeLessThan(6);
        assertThat(CronsThroughTroubleTest.covered(starts))
                .containsExactlyElementsOf(minutes(NOON, 6));
    }

    @Test
    void anAppThatStaysDownIsAskedByOneRunAfterTheOther() {
        rig.register("app-f", EVERY_MINUTE);
        rig.silent = true;
        rig.run(Duration.ofMinutes(30));

        List<FunctionEvent> starts = rig.startsOf("app-f");
        assertThat(starts).hasSizeBetween(4, 15);
        List<Instant> covered = CronsThroughTroubleTest.covered(starts);
        assertThat(covered).containsExactlyElementsOf(minutes(NOON, covered.size()));
    }

    @Test
    void aClockThatIsSetBackRepeatsNoTime() {
        everyMinuteFor(10);
        rig.time.step(Duration.ofMinutes(-5));
        rig.run(Duration.ofMinutes(10));

        startedEachMinuteFor(15);
    }

    @Test
    void aClockThatIsSetAheadForAMomentBringsNoTimeEarly() {
        everyMinuteFor(10);
        rig.time.step(Duration.ofHours(1));
        rig.run(Duration.ofSeconds(40));
        rig.time.step(Duration.ofHours(-1));
        rig.run(Duration.ofMinutes(5));

        startedEachMinuteFor(16);
    }

    @Test
    void aClockThatIsSetRightStartsItOnceForTheTimesBetween() {
        everyMinuteFor(1);
        rig.time.step(Duration.ofHours(1));
        rig.run(Duration.ofMinutes(5));

        assertThat(rig.timesOf("app-f")).doesNotHaveDuplicates().isSorted();
        assertThat(
                        rig.startsOf("app-f").stream()
                                .mapToLong(event ->
                                        event.data()
                                                .parsed()
                                                .text("/missed")
                                                .map(Long::parseLong)
                                                .orElse(1L))
                                .sum())
                .isEqualTo(66);
    }
}
