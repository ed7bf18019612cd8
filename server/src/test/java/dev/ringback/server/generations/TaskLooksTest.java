package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.asking.CallbackDoors;
import dev.ringback.server.jobs.asking.KeptTask;
import dev.ringback.server.upstreams.Fallback;
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a job waits for an upstream that takes its time, and asks when no callback comes. */
@SuppressWarnings("NullAway.Init") // each test opens its own
class TaskLooksTest {

    private static final String JOB =
            "{\"model\":\"owner/name\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static final CallbackDoors SILENT =
            new SilentDoor(
                    Optional.empty(),
                    () -> {
                        throw new AssertionError("nobody told it");
                    });

    private final StubUpstream stub = StubUpstream.start();
    private final ManualTime time = ManualTime.atNoon();
    private @TempDir Path directory;
    private Store store = new MemoryStore();
    private Surface surface;

    private Upstream replicate() {
        return far(UpstreamKind.REPLICATE);
    }

    private Upstream far(UpstreamKind kind) {
        return Upstream.of("far", stub.baseUrl(), Optional.empty()).withTasks(TaskRules.of(kind));
    }

    private void open(CallbackDoors doors, Upstream... upstreams) {
        surface = new Surface(store, time, ByteBudget.ofHeap(512L << 20), doors, upstreams);
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    private static Script prediction(String status) {
        return Script.json(
                200,
                "{\"id\":\"p1\",\"status\":\"%s\",\"output\":\"Paris\",\"error\":\"no GPU\"}"
                        .formatted(status));
    }

    private String submitted() {
        Payload answer = Payload.of(surface.post("/v1/slow/chat/completions", JOB).body());
        return JsonTree.readObject(answer).orElseThrow().text("id").orElseThrow();
    }

    private void asked(int times) {
        Eventually.until("it was asked " + times + " times", () -> stub.asked().size() == times);
        Eventually.until(
                "that is on disk",
                () ->
                        surface.calls("inference").stream().mapToInt(call -> call.attempts()).sum()
                                == times);
    }

    private String ended(String job) {
        Eventually.until("the job ends", () -> surface.completed(job).isPresent());
        return surface.get("/v1/generation/" + job).body();
    }

    private void assertNothingIsKept() {
        assertThat(store.documents(KeptTask.KIND)).isEmpty();
    }

    @Test
    void whoIsCalledBackAsksForALostCallbackAfterTwentySecondsAndThenEverMoreSeldom() {
        stub.plays(
                prediction("starting"),
                prediction("processing"),
                prediction("processing"),
                prediction("succeeded"));
        open(SILENT, replicate());
        String job = submitted();
        asked(1);
        time.advance(Duration.ofSeconds(19));
        asked(1);
        time.advance(Duration.ofSeconds(1));
        asked(2);
        time.advance(Duration.ofSeconds(29));
        asked(2);
        time.advance(Duration.ofSeconds(1));
        asked(3);
        time.advance(Duration.ofSeconds(45));

        assertThat(ended(job)).contains("Paris");
        assertNothingIsKept();
    }

    @Test
    void whoIsNotCalledBackAsksAfterASecond() {
        stub.plays(prediction("starting"), prediction("succeeded"));
        open(CallbackDoors.NONE, replicate());
        String job = submitted();
        asked(1);
        time.advance(Duration.ofSeconds(1));

        assertThat(ended(job)).contains("Paris");
    }

    @Test
    void anUpstreamThatIsAwayIsAskedAgainAndUsesUpNoRetry() {
        stub.plays(
                prediction("starting"),
                Script.error(500, "oh"),
                Script.error(502, "oh"),
                Script.error(503, "oh"),
                Script.error(500, "oh"),
                Script.error(500, "oh"),
                Script.error(500, "oh"),
                prediction("succeeded"));
        open(CallbackDoors.NONE, replicate());
        String job = submitted();
        for (int asked = 1; asked < 8; asked++) {
            asked(asked);
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(ended(job)).contains("Paris");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void aTaskThatTheUpstreamDoesNotKnowThreeTimesHasFailed(int status) {
        stub.plays(
                prediction("starting"),
                Script.error(status, "gone"),
                Script.error(status, "gone"),
                Script.error(status, "gone"));
        open(CallbackDoors.NONE, replicate());
        String job = submitted();
        for (int asked = 1; asked < 4; asked++) {
            asked(asked);
            assertThat(surface.completed(job)).isEmpty();
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(ended(job)).contains("no longer knows the task");
        assertNothingIsKept();
    }

    @Test
    void anUpstreamThatKnowsNothingOfATaskNowAndThenIsAskedOn() {
        stub.plays(
                prediction("starting"),
                Script.error(404, "gone"),
                Script.error(404, "gone"),
                prediction("processing"),
                Script.error(404, "gone"),
                Script.error(410, "gone"),
                prediction("succeeded"));
        open(CallbackDoors.NONE, replicate());
        String job = submitted();
        for (int asked = 1; asked < 7; asked++) {
            asked(asked);
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(ended(job)).contains("Paris");
    }

    @Test
    void theDeadlineIsNoticedWhenItComes() {
        stub.plays(prediction("starting"), prediction("processing"));
        open(
                SILENT,
                replicate()
                        .withTasks(
                                new TaskRules(
                                        UpstreamKind.REPLICATE,
                                        Duration.ofSeconds(25),
                                        Optional.empty())));
        String job = submitted();
        asked(1);
        time.advance(Duration.ofSeconds(20));
        asked(2);
        time.advance(Duration.ofMillis(5_001));

        assertThat(ended(job)).contains("did not end it in time");
    }

    /** The operator may have changed what the upstream is. */
    @Test
    void aTaskOfAnUpstreamThatTakesNoneAnyMoreGoesOnAtTheFallback() {
        StubUpstream second = StubUpstream.start();
        second.plays(Script.completion("Rome"));
        stub.plays(prediction("starting"));
        store = SqliteStore.open(directory);
        open(SILENT, replicate());
        String job = submitted();
        asked(1);
        surface.close();
        store = SqliteStore.open(directory);
        open(
                CallbackDoors.NONE,
                replicate()
                        .withTasks(TaskRules.DIRECT)
                        .withFallbacks(List.of(new Fallback("near", Optional.of("other")))),
                Upstream.of("near", second.baseUrl(), Optional.empty()));
        time.advance(Duration.ofSeconds(20));

        assertThat(ended(job)).contains("Rome");
        assertNothingIsKept();
        second.close();
    }

    @Test
    void aTaskThatTakesLongerThanTheDeadlineHasFailedAndIsCalledOff() {
        stub.plays(prediction("starting"));
        open(SILENT, replicate());
        String job = submitted();
        asked(1);
        stub.plays(Script.json(200, "{}"));
        time.advance(TaskRules.DEADLINE.plusSeconds(1));

        assertThat(ended(job)).contains("did not end it in time");
        assertNothingIsKept();
        calledOff(1);
    }

    @Test
    void whatIsDoneAtOnceIsNotAskedAbout() {
        stub.plays(prediction("succeeded"));
        open(SILENT, replicate());

        assertThat(ended(submitted())).contains("Paris");
        assertThat(stub.asked()).hasSize(1);
        assertNothingIsKept();
    }

    @Test
    void whatFailsThereGoesOnAtTheFallback() {
        StubUpstream second = StubUpstream.start();
        second.plays(Script.completion("Rome"));
        stub.plays(prediction("starting"), prediction("failed"));
        open(
                CallbackDoors.NONE,
                replicate().withFallbacks(List.of(new Fallback("near", Optional.of("other")))),
                Upstream.of("near", second.baseUrl(), Optional.empty()));
        String job = submitted();
        asked(1);
        time.advance(Duration.ofSeconds(1));

        assertThat(ended(job)).contains("Rome");
        assertNothingIsKept();
        second.close();
    }

    @Test
    void aSubmitThatIsRefusedIsTriedAgainLikeAnyOther() {
        stub.plays(Script.error(503, "full"), prediction("starting"), prediction("succeeded"));
        open(CallbackDoors.NONE, replicate());
        String job = submitted();
        asked(1);
        time.advance(Duration.ofSeconds(3));
        asked(2);
        time.advance(Duration.ofSeconds(1));

        assertThat(ended(job)).contains("Paris");
    }

    @Test
    void aSubmitThatIsWrongFailsAtOnceAndLeavesNothing() {
        stub.plays(Script.error(422, "version does not exist"));
        open(SILENT, replicate());

        assertThat(ended(submitted())).contains("version does not exist");
        assertNothingIsKept();
    }

    @Test
    void aJobThatIsCalledOffWhileItWaitsIsCalledOffThere() {
        stub.plays(prediction("starting"));
        open(SILENT, replicate());
        String job = submitted();
        asked(1);
        stub.plays(Script.json(200, "{}"));
        surface.post("/v1/generation/" + job + "/cancel", "");
        calledOff(1);

        assertNothingIsKept();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 503})
    void anUpstreamThatHasNoTimeToCallATaskOffIsAskedAgain(int status) {
        stub.plays(prediction("starting"));
        open(SILENT, replicate());
        String job = submitted();
        asked(1);
        stub.plays(Script.error(status, "later"), Script.json(200, "{}"));
        surface.post("/v1/generation/" + job + "/cancel", "");
        calledOff(1);
        time.advance(Duration.ofSeconds(3));

        calledOff(2);
    }

    /** How often it was asked for that, and has answered. */
    private void calledOff(int times) {
        Eventually.until(
                "it is called off there, attempt " + times,
                () -> stub.asked().stream().filter(TaskLooksTest::callsOff).count() == times);
        Eventually.until(
                "that is on disk",
                () -> surface.calls("upstream_cancel").getFirst().attempts() == times);
    }

    private static boolean callsOff(StubRequest asked) {
        return asked.path().equals("/v1/predictions/p1/cancel");
    }

    @Test
    void anUpstreamThatNeverKnowsWhereToCallBackHasRefused() {
        stub.plays(Script.json(400, "{\"error\":{\"code\":\"webhook_not_found\"}}"));
        var told = new AtomicInteger();
        open(
                new SilentDoor(Optional.of("ep_1"), told::incrementAndGet),
                far(UpstreamKind.RINGBACK));

        assertThat(ended(submitted())).contains("400");
        assertThat(told).hasValue(3);
        assertNothingIsKept();
    }

    @Test
    void whatIsDoneAndCannotBeFetchedIsFetchedAgainSoon() {
        stub.plays(
                Script.json(200, "{\"request_id\":\"p1\",\"status\":\"IN_QUEUE\"}"),
                Script.json(200, "{\"status\":\"COMPLETED\"}"),
                Script.error(500, "oh"),
                Script.json(200, "{\"output\":\"Paris\"}"));
        open(SILENT, far(UpstreamKind.FAL));
        String job = submitted();
        asked(1);
        time.advance(Duration.ofSeconds(20));
        asked(3);
        time.advance(Duration.ofSeconds(3));

        assertThat(ended(job)).contains("Paris");
    }

    /** The job's call is under way then, and cannot be made due. */
    @Test
    void whatACallbackSaysWhileTheUpstreamIsAskedCounts() {
        var go = new CountDownLatch(1);
        stub.plays(prediction("starting"), Script.after(go, prediction("processing")));
        open(SILENT, replicate());
        String job = submitted();
        asked(1);
        time.advance(Duration.ofSeconds(20));
        Eventually.until("it is asked", () -> stub.asked().size() == 2);
        told("p1");
        go.countDown();

        assertThat(ended(job)).contains("Rome");
        assertNothingIsKept();
    }

    @ParameterizedTest
    @CsvSource({"p1, false", "p0, true"})
    void whatACallbackSaysWhileTheJobIsHandedOverCounts(String task, boolean other) {
        var go = new CountDownLatch(1);
        stub.plays(Script.after(go, prediction("starting")), Script.json(200, "{}"));
        open(SILENT, replicate());
        String job = submitted();
        Eventually.until("it is handed over", () -> stub.asked().size() == 1);
        told(task);
        go.countDown();

        assertThat(ended(job)).contains("Rome");
        assertNothingIsKept();
        assertThat(surface.calls("upstream_cancel")).hasSize(other ? 1 : 0);
    }

    /** A callback about a task is noted, as its own call does that. */
    private void told(String id) {
        long sequence = 1;
        var event =
                new Event(
                        sequence,
                        new ProjectId("a"),
                        EventId.of(sequence),
                        "called",
                        "",
                        time.now(),
                        time.now(),
                        Event.JSON,
                        Payload.of(
                                "{\"id\":\"%s\",\"status\":\"succeeded\",\"output\":\"Rome\"}"
                                        .formatted(id)));
        Document task = store.documents(KeptTask.KIND).getFirst();
        Payload body =
                JsonTree.readObject(task.body())
                        .orElseThrow()
                        .put("id", id)
                        .put("told", sequence)
                        .payload();
        assertThat(
                        surface.engine.commit(
                                Change.accept(List.of(event), List.of())
                                        .and(Change.put(task.revise(body)))))
                .isInstanceOf(Committed.Done.class);
    }

    @Test
    void jobsWaitOverARestart() {
        stub.plays(prediction("starting"), prediction("succeeded"));
        store = SqliteStore.open(directory);
        open(SILENT, replicate());
        String job = submitted();
        asked(1);
        surface.close();
        store = SqliteStore.open(directory);
        open(SILENT, replicate());
        time.advance(Duration.ofSeconds(20));

        assertThat(ended(job)).contains("Paris");
        assertThat(stub.asked()).hasSize(2);
    }
}
