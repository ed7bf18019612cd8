package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.jobs.asking.CallbackDoors;
import dev.ringback.server.upstreams.Fallback;
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a job waits for an upstream that takes its time, and asks when no callback comes. */
class TaskLooksTest {

    @AutoClose private final TaskStage stage = new TaskStage();
    private final StubUpstream stub = stage.stub;
    private final ManualTime time = stage.time;
    private @TempDir Path directory;

    @Test
    void whoIsCalledBackAsksForALostCallbackAfterTwentySecondsAndThenEverMoreSeldom() {
        stub.plays(
                TaskStage.prediction("starting"),
                TaskStage.prediction("processing"),
                TaskStage.prediction("processing"),
                TaskStage.prediction("succeeded"));
        stage.open(TaskStage.SILENT, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        time.advance(Duration.ofSeconds(19));
        stage.asked(1);
        time.advance(Duration.ofSeconds(1));
        stage.asked(2);
        time.advance(Duration.ofSeconds(29));
        stage.asked(2);
        time.advance(Duration.ofSeconds(1));
        stage.asked(3);
        time.advance(Duration.ofSeconds(45));

        assertThat(stage.ended(job)).contains("Paris");
        stage.assertNothingIsKept();
    }

    @Test
    void whoIsNotCalledBackAsksAfterASecond() {
        stub.plays(TaskStage.prediction("starting"), TaskStage.prediction("succeeded"));
        stage.open(CallbackDoors.NONE, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        time.advance(Duration.ofSeconds(1));

        assertThat(stage.ended(job)).contains("Paris");
    }

    @Test
    void anUpstreamThatIsAwayIsAskedAgainAndUsesUpNoRetry() {
        stub.plays(
                TaskStage.prediction("starting"),
                Script.error(500, "oh"),
                Script.error(502, "oh"),
                Script.error(503, "oh"),
                Script.error(500, "oh"),
                Script.error(500, "oh"),
                Script.error(500, "oh"),
                TaskStage.prediction("succeeded"));
        stage.open(CallbackDoors.NONE, stage.replicate());
        String job = stage.submitted();
        for (int asked = 1; asked < 8; asked++) {
            stage.asked(asked);
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(stage.ended(job)).contains("Paris");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void aTaskThatTheUpstreamDoesNotKnowThreeTimesHasFailed(int status) {
        stub.plays(
                TaskStage.prediction("starting"),
                Script.error(status, "gone"),
                Script.error(status, "gone"),
                Script.error(status, "gone"));
        stage.open(CallbackDoors.NONE, stage.replicate());
        String job = stage.submitted();
        for (int asked = 1; asked < 4; asked++) {
            stage.asked(asked);
            assertThat(stage.surface().completed(job)).isEmpty();
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(stage.ended(job)).contains("no longer knows the task");
        stage.assertNothingIsKept();
    }

    @Test
    void anUpstreamThatKnowsNothingOfATaskNowAndThenIsAskedOn() {
        stub.plays(
                TaskStage.prediction("starting"),
                Script.error(404, "gone"),
                Script.error(404, "gone"),
                TaskStage.prediction("processing"),
                Script.error(404, "gone"),
                Script.error(410, "gone"),
                TaskStage.prediction("succeeded"));
        stage.open(CallbackDoors.NONE, stage.replicate());
        String job = stage.submitted();
        for (int asked = 1; asked < 7; asked++) {
            stage.asked(asked);
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(stage.ended(job)).contains("Paris");
    }

    @Test
    void theDeadlineIsNoticedWhenItComes() {
        stub.plays(TaskStage.prediction("starting"), TaskStage.prediction("processing"));
        stage.open(
                TaskStage.SILENT,
                stage.replicate()
                        .withTasks(
                                new TaskRules(
                                        UpstreamKind.REPLICATE,
                                        Duration.ofSeconds(25),
                                        Optional.empty())));
        String job = stage.submitted();
        stage.asked(1);
        time.advance(Duration.ofSeconds(20));
        stage.asked(2);
        time.advance(Duration.ofMillis(5_001));

        assertThat(stage.ended(job)).contains("did not end it in time");
    }

    /** The operator may have changed what the upstream is. */
    @Test
    void aTaskOfAnUpstreamThatTakesNoneAnyMoreGoesOnAtTheFallback() {
        StubUpstream second = StubUpstream.start();
        second.plays(Script.completion("Rome"));
        stub.plays(TaskStage.prediction("starting"));
        stage.on(SqliteStore.open(directory));
        stage.open(TaskStage.SILENT, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        stage.surface().close();
        stage.on(SqliteStore.open(directory));
        stage.open(
                CallbackDoors.NONE,
                stage.replicate()
                        .withTasks(TaskRules.DIRECT)
                        .withFallbacks(List.of(new Fallback("near", Optional.of("other")))),
                Upstream.of("near", second.baseUrl(), Optional.empty()));
        time.advance(Duration.ofSeconds(20));

        assertThat(stage.ended(job)).contains("Rome");
        stage.assertNothingIsKept();
        second.close();
    }

    @Test
    void aTaskThatTakesLongerThanTheDeadlineHasFailedAndIsCalledOff() {
        stub.plays(TaskStage.prediction("starting"));
        stage.open(TaskStage.SILENT, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        stub.plays(Script.json(200, "{}"));
        time.advance(TaskRules.DEADLINE.plusSeconds(1));

        assertThat(stage.ended(job)).contains("did not end it in time");
        stage.assertNothingIsKept();
        stage.calledOff(1);
    }

    @Test
    void whatIsDoneAtOnceIsNotAskedAbout() {
        stub.plays(TaskStage.prediction("succeeded"));
        stage.open(TaskStage.SILENT, stage.replicate());

        assertThat(stage.ended(stage.submitted())).contains("Paris");
        assertThat(stub.asked()).hasSize(1);
        stage.assertNothingIsKept();
    }

    @Test
    void whatFailsThereGoesOnAtTheFallback() {
        StubUpstream second = StubUpstream.start();
        second.plays(Script.completion("Rome"));
        stub.plays(TaskStage.prediction("starting"), TaskStage.prediction("failed"));
        stage.open(
                CallbackDoors.NONE,
                stage.replicate()
                        .withFallbacks(List.of(new Fallback("near", Optional.of("other")))),
                Upstream.of("near", second.baseUrl(), Optional.empty()));
        String job = stage.submitted();
        stage.asked(1);
        time.advance(Duration.ofSeconds(1));

        assertThat(stage.ended(job)).contains("Rome");
        stage.assertNothingIsKept();
        second.close();
    }

    @Test
    void aSubmitThatIsRefusedIsTriedAgainLikeAnyOther() {
        stub.plays(
                Script.error(503, "full"),
                TaskStage.prediction("starting"),
                TaskStage.prediction("succeeded"));
        stage.open(CallbackDoors.NONE, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        time.advance(Duration.ofSeconds(3));
        stage.asked(2);
        time.advance(Duration.ofSeconds(1));

        assertThat(stage.ended(job)).contains("Paris");
    }

    @Test
    void aSubmitThatIsWrongFailsAtOnceAndLeavesNothing() {
        stub.plays(Script.error(422, "version does not exist"));
        stage.open(TaskStage.SILENT, stage.replicate());

        assertThat(stage.ended(stage.submitted())).contains("version does not exist");
        stage.assertNothingIsKept();
    }

    @Test
    void whatIsDoneAndCannotBeFetchedIsFetchedAgainSoon() {
        stub.plays(
                Script.json(200, "{\"request_id\":\"p1\",\"status\":\"IN_QUEUE\"}"),
                Script.json(200, "{\"status\":\"COMPLETED\"}"),
                Script.error(500, "oh"),
                Script.json(200, "{\"output\":\"Paris\"}"));
        stage.open(TaskStage.SILENT, stage.far(UpstreamKind.FAL));
        String job = stage.submitted();
        stage.asked(1);
        time.advance(Duration.ofSeconds(20));
        stage.asked(3);
        time.advance(Duration.ofSeconds(3));

        assertThat(stage.ended(job)).contains("Paris");
    }

    @Test
    void jobsWaitOverARestart() {
        stub.plays(TaskStage.prediction("starting"), TaskStage.prediction("succeeded"));
        stage.on(SqliteStore.open(directory));
        stage.open(TaskStage.SILENT, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        stage.surface().close();
        stage.on(SqliteStore.open(directory));
        stage.open(TaskStage.SILENT, stage.replicate());
        time.advance(Duration.ofSeconds(20));

        assertThat(stage.ended(job)).contains("Paris");
        assertThat(stub.asked()).hasSize(2);
    }
}
