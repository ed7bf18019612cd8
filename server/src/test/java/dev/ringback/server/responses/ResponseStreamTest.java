package dev.ringback.server.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.live.Broadcasts;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import dev.ringback.testkit.ThrowingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The stream that one client gets, on a clock that stands still. */
class ResponseStreamTest {

    private static final ProjectId PROJECT = new ProjectId("a");
    private static final String ID = "resp_1f";
    private static final String WHOLE =
            """
            {"object":"response","status":"completed","output":[{"type":"message","id":"msg_1",\
            "role":"assistant","content":[{"type":"output_text","text":"Paris"}]}]}\
            """;

    private final ManualTime time = ManualTime.atNoon();
    private final MemoryStore store = new MemoryStore();
    private final SeededIds ids = new SeededIds(1);
    private final Broadcasts broadcasts =
            new Broadcasts(new ResponseTelling(), time.now(), ByteBudget.ofHeap(512L << 20));
    private final Announcements announcements =
            new Announcements((_, _) -> Optional.empty(), new Nobody(), ids);
    private final Jobs jobs = new Jobs(store, engine(), ids);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Engine engine() {
        return new Engine(
                store,
                List.of(),
                _ -> Optional.empty(),
                time,
                new ThrowingListener(),
                List.of(),
                EngineLimits.DEFAULT,
                ByteBudget.ofHeap(512L << 20),
                new SharedLimits());
    }

    /** Keeps events and delivers none. */
    private static final class Nobody implements Publisher {
        @Override
        public Change publish(List<Event> events) {
            return Change.accept(events, List.of());
        }

        @Override
        public Change address(Event event, LaneId lane) {
            return publish(List.of(event));
        }
    }

    private Job taken() {
        var draft =
                new JobDraft(
                        ID,
                        PROJECT,
                        ResponseShape.NAME,
                        Operation.RESPONSES,
                        "m",
                        ResponseShape.detail(Optional.empty(), Optional.empty()),
                        Payload.of("{\"model\":\"m\",\"input\":\"hi\",\"stream\":true}"));
        var upstream = Upstream.of("gpu", URI.create("http://gpu.example/v1"), Optional.empty());
        Change made =
                jobs.made(draft, new UpstreamChoice(upstream, "m"), UpstreamQueue.JOBS, time.now());
        store.commit(List.of(made));
        return Job.of(made.events().getFirst());
    }

    private Change ends(Job job) {
        var answer = ModelAnswer.read(Operation.RESPONSES, Payload.of(WHOLE)).orElseThrow();
        var times = new JobTimes(job.createdAt(), Optional.empty(), Optional.empty(), time.now());
        Change end =
                new ResponseShape(announcements, broadcasts)
                        .ended(job, new JobEnd.Success(answer), times);
        store.commit(List.of(end));
        return end;
    }

    private static Call call(Job job) {
        var lane = new LaneId("upstream:gpu");
        return Call.of(new CallId(1), PROJECT, "inference", lane, 1, job.createdAt());
    }

    private CompletableFuture<Optional<IOException>> following(ResponseStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        stream.write(out);
                        return Optional.empty();
                    } catch (IOException e) {
                        return Optional.of(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private ResponseStream stream(Job job, Broadcasts.Seat seat, long after) {
        var stored = new StoredResponses(jobs, announcements, time);
        return new ResponseStream(stored, time, job, seat.broadcast(), after);
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<String> told() {
        return Pattern.compile("\"type\":\"(response[a-z_.]+)\",\"sequence_number\":(\\d+)")
                .matcher(written())
                .results()
                .map(found -> found.group(2) + " " + found.group(1))
                .toList();
    }

    @Test
    void aSilentStreamIsKeptAliveAndLooksAtTheDiskMeanwhile() {
        Job job = taken();
        try (var seat = broadcasts.open(PROJECT, ID)) {
            var done = following(stream(job, seat, -1));
            Eventually.until("it waits", () -> time.pendingAlarms() == 1);
            assertThat(told()).containsExactly("0 response.created", "1 response.queued");
            time.advance(ResponseStream.SILENCE);
            Eventually.until("it is kept alive", () -> written().endsWith(": keep-alive\n\n"));
            Eventually.until("it waits again", () -> time.pendingAlarms() == 1);
            // Nobody tells the broadcast, as when another process has run the job.
            Change _ = ends(job);
            time.advance(ResponseStream.SILENCE);
            assertThat(Eventually.get("done", done)).isEmpty();
            assertThat(told())
                    .startsWith("0 response.created", "1 response.queued", "2 response.in_progress")
                    .endsWith("8 response.output_item.done", "9 response.completed");
        }
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void theEndIsToldOnlyWhenItIsOnDisk() {
        Job job = taken();
        try (var seat = broadcasts.open(PROJECT, ID)) {
            var done = following(stream(job, seat, -1));
            Eventually.until("it waits", () -> time.pendingAlarms() == 1);
            broadcasts.begin(job, call(job)).close();
            Eventually.until("it is in progress", () -> told().size() == 3);
            Change end = ends(job);
            assertThat(told()).hasSize(3);
            broadcasts.committed(end);
            assertThat(Eventually.get("done", done)).isEmpty();
            assertThat(told()).endsWith("9 response.completed");
        }
    }

    @Test
    void whatHasEndedIsRetoldToThoseWhoHaveHeardNoPiece() {
        Job job = taken();
        Change _ = ends(job);
        try (var seat = broadcasts.join(PROJECT, ID)) {
            assertThat(Eventually.get("the end", following(stream(job, seat, 1)))).isEmpty();
        }
        assertThat(told())
                .containsExactly(
                        "2 response.in_progress",
                        "3 response.output_item.added",
                        "4 response.content_part.added",
                        "5 response.output_text.delta",
                        "6 response.output_text.done",
                        "7 response.content_part.done",
                        "8 response.output_item.done",
                        "9 response.completed");
    }

    @Test
    void oneIsNotFoundAnyMoreWhenItsJobHasGoneThoughItsEndIsStillBeingDelivered() {
        Job job = taken();
        var stored = new StoredResponses(jobs, announcements, time);
        Call call = store.callsOf(PROJECT, job.event(), 1).getFirst();
        var succeeded = new CallState.Succeeded(time.now());
        store.commit(
                List.of(Change.settle(new Change.Settle(call, Optional.empty(), succeeded, 1))));
        Change _ = ends(job);
        long end = store.event(PROJECT, ResponseShape.ended(ID)).orElseThrow().sequence();
        var delivery =
                Call.of(new CallId(7), PROJECT, "delivery", new LaneId("a"), end, time.now());
        store.commit(List.of(Change.accept(List.of(), List.of(delivery))));
        assertThat(stored.find(PROJECT, ID)).isPresent();
        time.advance(Duration.ofDays(1));
        assertThat(store.prune(time.now(), time.now(), 10)).isEqualTo(1);
        assertThat(store.event(PROJECT, ResponseShape.ended(ID))).isPresent();
        assertThat(stored.find(PROJECT, ID)).isEmpty();
    }

    @Test
    void whoHasHeardPiecesElsewhereGetsTheEndAlone() {
        Job job = taken();
        Change _ = ends(job);
        try (var seat = broadcasts.join(PROJECT, ID)) {
            assertThat(Eventually.get("the end", following(stream(job, seat, 5)))).isEmpty();
        }
        assertThat(told()).containsExactly("6 response.completed");
        assertThat(written()).contains("\"text\":\"Paris\"");
    }

    @Test
    void aStreamEndsWhenTheClientOrTheServerGoes() {
        Job job = taken();
        try (var seat = broadcasts.open(PROJECT, ID)) {
            ResponseStream stream = stream(job, seat, -1);
            var left = following(stream);
            Eventually.until("it waits", () -> time.pendingAlarms() == 1);
            stream.leave();
            assertThat(Eventually.get("left", left))
                    .get()
                    .hasToString("java.io.IOException: the client is gone");
            var closed = following(stream(job, seat, -1));
            Eventually.until("it waits", () -> time.pendingAlarms() == 1);
            broadcasts.close();
            assertThat(Eventually.get("closed", closed))
                    .get()
                    .hasToString("java.io.IOException: the server stops");
        }
        assertThat(time.pendingAlarms()).isZero();
    }
}
