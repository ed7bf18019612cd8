package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.upstreams.Fallback;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.SeededIds;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {

    private static final String JOB =
            "{\"model\":\"first/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    /** Does something once, between the first read of one thread and the second. */
    private static class Between implements FaultyStore.Faults {

        private final Runnable happening;
        private volatile Optional<Thread> reader = Optional.empty();
        private int reads;

        Between(Runnable happening) {
            this.happening = happening;
        }

        void reads(Thread thread) {
            reader = Optional.of(thread);
        }

        @Override
        public boolean refuses(List<Change> changes) {
            return false;
        }

        @Override
        public boolean failsToRead() {
            if (reader.filter(Thread.currentThread()::equals).isPresent() && ++reads == 2) {
                happening.run();
            }
            return false;
        }
    }

    @Test
    void aJobThatGoesOnElsewhereAsItIsCancelledIsCancelledThere(@TempDir Path directory) {
        var held = new CountDownLatch(1);
        try (var first = StubUpstream.start();
                var second = StubUpstream.start()) {
            first.plays(Script.after(held, Script.error(503, "full")));
            second.plays(Script.silence());
            var moving =
                    new Between(() -> {
                        held.countDown();
                        Eventually.until("the second is asked", () -> second.underWay() == 1);
                    });
            var store = new FaultyStore(SqliteStore.open(directory), moving);
            try (var surface = surface(store, first, second)) {
                var answer = Payload.of(surface.post("/v1/slow/chat/completions", JOB).body());
                String id = JsonTree.readObject(answer).orElseThrow().text("id").orElseThrow();
                var jobs = new Jobs(store, surface.engine, new SeededIds(1));
                Job job = jobs.find(new ProjectId("a"), id).orElseThrow();
                Eventually.until("the first is asked", () -> first.underWay() == 1);

                moving.reads(Thread.currentThread());
                Move move = jobs.cancel(job);

                assertThat(move).isInstanceOf(Move.Moved.class);
                assertThat(surface.get("/v1/generation/" + id).body())
                        .contains("\"state\":\"Cancelled\"");
                Eventually.until("the request is broken off", () -> second.underWay() == 0);
            }
        }
    }

    @Test
    void manyJobsAreCalledOffInAFewCommits(@TempDir Path directory) {
        var moving = new AtomicLong();
        var counting =
                new Between(() -> {}) {
                    @Override
                    public boolean refuses(List<Change> changes) {
                        moving.addAndGet(
                                changes.stream().filter(c -> !c.moves().isEmpty()).count());
                        return false;
                    }
                };
        try (var stub = StubUpstream.start().plays(Script.silence());
                var store = new FaultyStore(SqliteStore.open(directory), counting);
                var surface = surface(store, stub, stub)) {
            var jobs = new Jobs(store, surface.engine, new SeededIds(1));
            List<String> ids =
                    IntStream.range(0, 250)
                            .mapToObj(_ -> surface.post("/v1/slow/chat/completions", JOB).body())
                            .map(answer -> JsonTree.readObject(Payload.of(answer)).orElseThrow())
                            .map(answer -> answer.text("id").orElseThrow())
                            .toList();

            assertThat(jobs.cancelAll(new ProjectId("a"), ids, GenerationJob.SHAPE)).isTrue();

            assertThat(moving).hasValue(2);
            for (String id : ids) {
                assertThat(surface.get("/v1/generation/" + id).body())
                        .contains("\"state\":\"Cancelled\"");
            }
            Eventually.until("all requests are broken off", () -> stub.underWay() == 0);
        }
    }

    @Test
    void roomForAJobIsTakenBeforeItIsRead(@TempDir Path directory) {
        try (var stub = StubUpstream.start().plays(Script.silence());
                var store = new FaultyStore(SqliteStore.open(directory), new Between(() -> {}));
                var surface = surface(store, stub, stub)) {
            var project = new ProjectId("a");
            var answer = Payload.of(surface.post("/v1/slow/chat/completions", JOB).body());
            String id = JsonTree.readObject(answer).orElseThrow().text("id").orElseThrow();
            var jobs = new Jobs(store, surface.engine, new SeededIds(1));
            var taken = new AtomicLong();

            Event event =
                    RoomOfThread.within(
                                    bytes -> taken.addAndGet(bytes) > 0,
                                    () -> jobs.event(project, id))
                            .orElseThrow();

            assertThat(taken).hasValue(3L * event.payload().size());
        }
    }

    private static Surface surface(FaultyStore store, StubUpstream first, StubUpstream second) {
        return new Surface(
                store,
                ManualTime.atNoon(),
                Upstream.of("first", first.baseUrl(), Optional.empty())
                        .withFallbacks(List.of(new Fallback("second", Optional.empty()))),
                Upstream.of("second", second.baseUrl(), Optional.empty()));
    }
}
