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
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.List;
import java.util.Optional;

/** One upstream that takes its time, and a surface in front of it. */
@SuppressWarnings("NullAway.Init") // each test opens its own
final class TaskStage implements AutoCloseable {

    private static final String JOB =
            "{\"model\":\"owner/name\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    /** A door that no upstream may say it does not know. */
    static final CallbackDoors SILENT =
            new SilentDoor(
                    Optional.empty(),
                    () -> {
                        throw new AssertionError("nobody told it");
                    });

    final StubUpstream stub = StubUpstream.start();
    final ManualTime time = ManualTime.atNoon();
    private Store store = new MemoryStore();
    private Surface surface;

    /** From the next opening on it is on this disk. */
    void on(Store other) {
        store = other;
    }

    /** The surface that was opened last. */
    Surface surface() {
        return surface;
    }

    Upstream replicate() {
        return far(UpstreamKind.REPLICATE);
    }

    Upstream far(UpstreamKind kind) {
        return Upstream.of("far", stub.baseUrl(), Optional.empty()).withTasks(TaskRules.of(kind));
    }

    void open(CallbackDoors doors, Upstream... upstreams) {
        surface = new Surface(store, time, ByteBudget.ofHeap(512L << 20), doors, upstreams);
    }

    @Override
    public void close() {
        surface.close();
        stub.close();
    }

    static Script prediction(String status) {
        return Script.json(
                200,
                "{\"id\":\"p1\",\"status\":\"%s\",\"output\":\"Paris\",\"error\":\"no GPU\"}"
                        .formatted(status));
    }

    String submitted() {
        Payload answer = Payload.of(surface.post("/v1/slow/chat/completions", JOB).body());
        return JsonTree.readObject(answer).orElseThrow().text("id").orElseThrow();
    }

    void asked(int times) {
        Eventually.until("it was asked " + times + " times", () -> stub.asked().size() == times);
        Eventually.until(
                "that is on disk",
                () ->
                        surface.calls("inference").stream().mapToInt(call -> call.attempts()).sum()
                                == times);
    }

    String ended(String job) {
        Eventually.until("the job ends", () -> surface.completed(job).isPresent());
        return surface.get("/v1/generation/" + job).body();
    }

    void assertNothingIsKept() {
        assertThat(store.documents(KeptTask.KIND)).isEmpty();
    }

    /** How often it was asked for that, and has answered. */
    void calledOff(int times) {
        Eventually.until(
                "it is called off there, attempt " + times,
                () -> stub.asked().stream().filter(TaskStage::callsOff).count() == times);
        Eventually.until(
                "that is on disk",
                () -> surface.calls("upstream_cancel").getFirst().attempts() == times);
    }

    private static boolean callsOff(StubRequest asked) {
        return asked.path().equals("/v1/predictions/p1/cancel");
    }

    /** A callback about a task is noted, as its own call does that. */
    void told(String id) {
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
}
