package dev.ringback.server.jobs.asking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobEnds;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Fallback;
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How tasks end that upstreams have failed. */
class TaskEndsTest {

    private static final ProjectId PROJECT = new ProjectId("a");
    private static final ManualTime NOON = ManualTime.atNoon();
    private static final URI ANYWHERE = URI.create("http://127.0.0.1:1/v1");

    private final MemoryStore store = new MemoryStore();
    private final KeptTasks kept = new KeptTasks(store, NOON);
    private final TaskEnds ends =
            new TaskEnds(
                    kept,
                    new JobEnds(
                            List.of(),
                            Upstreams.of(
                                    List.of(
                                            Upstream.of("far", ANYWHERE, Optional.empty())
                                                    .withTasks(TaskRules.of(UpstreamKind.REPLICATE))
                                                    .withFallbacks(List.of(Fallback.parse("near"))),
                                            Upstream.of("near", ANYWHERE, Optional.empty()))),
                            (_, _, _) -> {},
                            new SeededIds(1),
                            NOON),
                    new SeededIds(2));

    private static Event event() {
        Payload payload =
                Job.payload(
                        new JobDraft(
                                "j",
                                PROJECT,
                                "batch_line",
                                Operation.CHAT,
                                "far/m",
                                new JsonObject(),
                                Payload.of("{}")));
        Instant now = NOON.now();
        return new Event(
                7, PROJECT, new EventId("j"), Job.REQUESTED, "j", now, now, Event.JSON, payload);
    }

    private KeptTasks.Found found(Job job, KeptTask task) {
        var _ = store.commit(List.of(kept.create(job, task)));
        return kept.find(job).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = "TASKS", mode = EnumSource.Mode.EXCLUDE)
    void whatItsUpstreamFailsGoesOnInTheLineInWhichItStood(UpstreamQueue line) {
        Job job = Job.of(event());
        var sent = new KeptTask.Sent("far", "m", line, true, NOON.steady());
        KeptTasks.Found found =
                found(job, KeptTask.handingOver(sent).named("t1", false).toldBy(9).denied(2));
        LaneId lane = UpstreamQueue.TASKS.of("far", PROJECT);
        Call call = Call.of(new CallId(1), PROJECT, InferenceKind.NAME, lane, 7, NOON.now());

        Change change =
                ends.over(call, job, found, new JobEnd.Failed("c", "no"), NOON.now())
                        .consequences();
        assertThat(change.calls()).extracting(Call::lane).containsExactly(line.of("near", PROJECT));
        assertThat(change.deletes()).hasSize(1);
        assertThat(found.task())
                .isEqualTo(new KeptTask(sent, Optional.of("t1"), false, OptionalLong.of(9), 2));
    }
}
