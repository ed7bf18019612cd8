package dev.ringback.server.jobs.asking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To whom a verified callback is passed on, and for how long that is looked for. */
class CallbackKindTest {

    private static final ProjectId PROJECT = new ProjectId("a");
    private static final String ENDED = "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":\"x\"}";

    /** Each upstream calls back to a source of its own name. */
    private static final CallbackDoors DOORS =
            new CallbackDoors() {
                @Override
                public Optional<NewTask.Callback> at(
                        Upstream upstream, ProjectId project, String job) {
                    return NONE.at(upstream, project, job);
                }

                @Override
                public void forget(Upstream upstream, ProjectId project) {
                    NONE.forget(upstream, project);
                }

                @Override
                public Reply hidden(Upstream upstream, ProjectId project, Reply reply) {
                    return NONE.hidden(upstream, project, reply);
                }

                @Override
                public Optional<String> upstream(String source) {
                    return Optional.of(source);
                }
            };

    private final ManualTime time = ManualTime.atNoon();
    private final Store store = new MemoryStore();
    private final SeededIds ids = new SeededIds(1);
    private final Jobs jobs = new Jobs(store, new EngineLater(store), ids);
    private final KeptTasks kept = new KeptTasks(store, time);
    private final Upstream far = upstream("far");
    private final CallbackKind kind =
            new CallbackKind(DOORS, Upstreams.of(List.of(far, upstream("other"))), jobs, kept, ids);

    private static Upstream upstream(String name) {
        return Upstream.of(name, URI.create("https://" + name + ".example"), Optional.empty())
                .withTasks(TaskRules.of(UpstreamKind.REPLICATE));
    }

    private void commit(Change change) {
        assertThat(jobs.commit(change)).isInstanceOf(Committed.Done.class);
    }

    /** A job that is on its way to an upstream, or there under a name. */
    private Job job(String id, KeptTask task) {
        var draft =
                new JobDraft(
                        id,
                        PROJECT,
                        "generation",
                        Operation.CHAT,
                        "owner/name",
                        new JsonObject(),
                        Payload.of("{}"));
        var choice = new UpstreamChoice(far, "owner/name");
        commit(jobs.made(draft, choice, UpstreamQueue.JOBS, time.now().minusSeconds(1)));
        Job job = jobs.find(PROJECT, id).orElseThrow();
        commit(kept.create(job, task));
        task.id().ifPresent(name -> commit(kept.named(job, task.upstream(), name)));
        return job;
    }

    private KeptTask at(String upstream) {
        return KeptTask.handingOver(
                new KeptTask.Sent(upstream, "owner/name", UpstreamQueue.JOBS, true, time.steady()));
    }

    private KeptTask task(Job job) {
        return kept.find(job).orElseThrow().task();
    }

    /** What becomes of a callback that came at noon, to the URL with this behind it. */
    private Settlement called(String upstream, String behind) {
        long sequence = ids.next();
        var arrival =
                new ArrivedRequest(
                        "POST",
                        behind,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        Instant noon = ManualTime.atNoon().now();
        var event =
                new Event(
                        sequence,
                        PROJECT,
                        EventId.of(sequence),
                        "called",
                        "",
                        noon,
                        noon,
                        Event.JSON,
                        Payload.of(ENDED),
                        List.of(),
                        Optional.of(
                                new Arrived(
                                        upstream,
                                        "",
                                        OptionalLong.empty(),
                                        false,
                                        arrival.write())));
        Call call =
                Call.of(
                        new CallId(ids.next()),
                        PROJECT,
                        CallbackKind.NAME,
                        new LaneId("callbacks:a"),
                        sequence,
                        noon);
        return switch (kind.prepare(call, event, time.now())) {
            case Prepared.Decide(Settlement settlement) -> settlement;
            case Prepared other -> throw new AssertionError("not decided: " + other);
        };
    }

    private static void assertLeft(Settlement settlement) {
        assertThat(settlement).isEqualTo(Settlement.of(new Outcome.Success()));
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "1000, 1000", "1500, 1500", "60000, 60000", "120000, 120000"})
    void oneOfWhichNoJobIsKnownYetIsLookedAtEverMoreSeldom(long age, long pause) {
        time.advance(Duration.ofMillis(age));

        assertThat(called("far", "/job-1").outcome())
                .isEqualTo(
                        new Outcome.Retry(
                                time.now().plusMillis(pause), "no job is known by it yet"));
    }

    @Test
    void oneOfWhichNoJobIsKnownAfterTwoMinutesIsLeft() {
        time.advance(Duration.ofMinutes(2).plusMillis(1));

        assertLeft(called("far", ""));
    }

    @Test
    void aJobIsFoundByItsNameInTheUrlBeforeTheUpstreamHasNamedIt() {
        Job job = job("job-1", at("far"));

        commit(called("far", "/job-1").consequences());

        assertThat(task(job).id()).contains("p1");
        assertThat(task(job).told()).isPresent();
    }

    @Test
    void whatWasToldBeforeIsLeft() {
        Job job = job("job-1", at("far").named("p1", false));
        commit(called("far", "").consequences());
        KeptTask told = task(job);

        assertLeft(called("far", "/job-1"));
        assertThat(task(job)).isEqualTo(told);
    }

    @Test
    void anUpstreamThatHadTheJobBeforeHasNoSayAnyMore() {
        Job job = job("job-1", at("other"));
        commit(kept.named(job, "far", "p1"));

        assertLeft(called("far", "/job-1"));
        assertThat(task(job).told()).isEmpty();
    }

    @Test
    void aNameThatAnUpstreamGivesTwiceMeansTheFirstJob() {
        Job first = job("job-1", at("far").named("p1", false));
        Job second = job("job-2", at("far").named("p1", false));
        commit(called("far", "/job-2").consequences());

        assertThat(task(first).told()).isPresent();
        assertThat(task(second).told()).isEmpty();
    }
}
