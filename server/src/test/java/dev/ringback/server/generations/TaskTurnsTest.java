package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What else happens while a job is at its upstream: callbacks, and that it is called off. */
class TaskTurnsTest {

    @AutoClose private final TaskStage stage = new TaskStage();
    private final StubUpstream stub = stage.stub;
    private final ManualTime time = stage.time;

    @Test
    void aJobThatIsCalledOffWhileItWaitsIsCalledOffThere() {
        stub.plays(TaskStage.prediction("starting"));
        stage.open(TaskStage.SILENT, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        stub.plays(Script.json(200, "{}"));
        stage.surface().post("/v1/generation/" + job + "/cancel", "");
        stage.calledOff(1);

        stage.assertNothingIsKept();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 503})
    void anUpstreamThatHasNoTimeToCallATaskOffIsAskedAgain(int status) {
        stub.plays(TaskStage.prediction("starting"));
        stage.open(TaskStage.SILENT, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        stub.plays(Script.error(status, "later"), Script.json(200, "{}"));
        stage.surface().post("/v1/generation/" + job + "/cancel", "");
        stage.calledOff(1);
        time.advance(Duration.ofSeconds(3));

        stage.calledOff(2);
    }

    @Test
    void anUpstreamThatNeverKnowsWhereToCallBackHasRefused() {
        stub.plays(Script.json(400, "{\"error\":{\"code\":\"webhook_not_found\"}}"));
        var told = new AtomicInteger();
        stage.open(
                new SilentDoor(Optional.of("ep_1"), told::incrementAndGet),
                stage.far(UpstreamKind.RINGBACK));

        assertThat(stage.ended(stage.submitted())).contains("400");
        assertThat(told).hasValue(3);
        stage.assertNothingIsKept();
    }

    /** The job's call is under way then, and cannot be made due. */
    @Test
    void whatACallbackSaysWhileTheUpstreamIsAskedCounts() {
        var go = new CountDownLatch(1);
        stub.plays(
                TaskStage.prediction("starting"),
                Script.after(go, TaskStage.prediction("processing")));
        stage.open(TaskStage.SILENT, stage.replicate());
        String job = stage.submitted();
        stage.asked(1);
        time.advance(Duration.ofSeconds(20));
        Eventually.until("it is asked", () -> stub.asked().size() == 2);
        stage.told("p1");
        go.countDown();

        assertThat(stage.ended(job)).contains("Rome");
        stage.assertNothingIsKept();
    }

    @ParameterizedTest
    @CsvSource({"p1, false", "p0, true"})
    void whatACallbackSaysWhileTheJobIsHandedOverCounts(String task, boolean other) {
        var go = new CountDownLatch(1);
        stub.plays(Script.after(go, TaskStage.prediction("starting")), Script.json(200, "{}"));
        stage.open(TaskStage.SILENT, stage.replicate());
        String job = stage.submitted();
        Eventually.until("it is handed over", () -> stub.asked().size() == 1);
        stage.told(task);
        go.countDown();

        assertThat(stage.ended(job)).contains("Rome");
        stage.assertNothingIsKept();
        assertThat(stage.surface().calls("upstream_cancel")).hasSize(other ? 1 : 0);
    }
}
