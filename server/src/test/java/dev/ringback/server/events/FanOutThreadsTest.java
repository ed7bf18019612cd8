package dev.ringback.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.SeededIds;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on by itself: a thread for each project that has something to do. */
class FanOutThreadsTest {

    private static final Event EVENT = Samples.event("order.paid", "{\"total\":7}");

    @TempDir Path directory;

    private FanOutNode node() {
        return node(Samples.registry(FanOutNode.endpoints()));
    }

    private FanOutNode node(Endpoints endpoints) {
        return new FanOutNode(
                directory,
                new SeededIds(1_000),
                new ByteBudget(60, 30),
                endpoints,
                Samples.filters());
    }

    @Test
    void theRestOfAFanOutGoesOnByItselfAfterItsCommit() throws InterruptedException {
        try (FanOutNode node = node()) {
            CountDownLatch finished = new CountDownLatch(1);
            FanOut fanOut = node.fanOut(change -> node.commit(change, finished));
            fanOut.start();
            Change publish = node.router.publish(List.of(EVENT));
            node.commit(publish);

            fanOut.committed(publish);

            Eventually.open("the rest", finished);
            fanOut.close();
        }
    }

    @Test
    void whatComesWhileNothingElseIsFoundIsNotMissed() throws InterruptedException {
        try (FanOutNode node = node()) {
            var finished = new CountDownLatch(1);
            var told = new AtomicReference<FanOut>();
            Runnable comes =
                    () -> {
                        Change publish = node.router.publish(List.of(EVENT));
                        node.commit(publish);
                        told.get().committed(publish);
                    };
            // At the start cursors are looked for, then by the project, then those it held.
            Store store = new FaultyStore(node.store, beforeRead(3, comes));
            told.set(node.fanOut(store, change -> node.commit(change, finished)));

            told.get().start();

            Eventually.open("the rest", finished);
            told.get().close();
        }
    }

    @Test
    void theEndInterruptsNobodyWhoReads() throws InterruptedException {
        try (FanOutNode node = node()) {
            var reading = new CountDownLatch(1);
            var goesOn = new CountDownLatch(1);
            var interrupted = new CompletableFuture<Boolean>();
            Runnable slow =
                    () -> {
                        reading.countDown();
                        Eventually.open("it is over", goesOn);
                        interrupted.complete(Thread.currentThread().isInterrupted());
                    };
            // At the start cursors are looked for, then by the project.
            Store store = new FaultyStore(node.store, beforeRead(2, slow));
            node.commit(node.router.publish(List.of(EVENT)));
            FanOut fanOut = node.fanOut(store, node::commit);
            fanOut.start();
            Eventually.open("it reads", reading);

            fanOut.close();
            goesOn.countDown();

            assertThat(Eventually.get("it has read", interrupted)).isFalse();
        }
    }

    private static FaultyStore.Faults beforeRead(int which, Runnable action) {
        var reads = new AtomicInteger();
        return new FaultyStore.Faults() {

            @Override
            public boolean refuses(List<Change> changes) {
                return false;
            }

            @Override
            public boolean failsToRead() {
                if (reads.incrementAndGet() == which) {
                    action.run();
                }
                return false;
            }
        };
    }

    @Test
    void aProjectWhoseFanOutStandsStillHoldsUpNoOther() throws InterruptedException {
        Event stuck = Samples.event("order.paid", "{}");
        Event other =
                new Event(
                        2,
                        new ProjectId("other"),
                        EventId.of(2),
                        "order.paid",
                        "",
                        Samples.NOON,
                        Samples.NOON,
                        Event.JSON,
                        Payload.of("{}"));
        Endpoints registry = Samples.registry(FanOutNode.endpoints());
        for (int i = 0; i < FanOutNode.RECEIVERS; i++) {
            registry.applied(EndpointDraft.of("o%04d".formatted(i)).project("other").make());
        }
        try (FanOutNode node = node(registry)) {
            node.commit(node.router.publish(List.of(stuck)));
            node.commit(node.router.publish(List.of(other)));
            var finished = new CountDownLatch(1);
            var never = new CountDownLatch(1);
            FanOut fanOut =
                    node.fanOut(change -> {
                        if (change.project().equals(Optional.of(stuck.project()))) {
                            Eventually.open("the end of the test", never);
                        }
                        return node.commit(change, finished);
                    });

            fanOut.start();

            Eventually.open("the other project's is finished", finished);
            never.countDown();
            fanOut.close();
        }
    }

    @Test
    void whatIsUnfinishedOnDiskIsCountedAtTheStart() {
        try (FanOutNode node = node()) {
            for (int i = 1; i <= FanOut.MAX_UNFINISHED; i++) {
                node.commit(Change.put(cursor(i)));
            }
            FanOut fanOut = node.fanOut(_ -> new Committed.Overloaded());

            fanOut.start();

            assertThat(fanOut.isCrowded(ProjectId.DEFAULT)).isTrue();
            fanOut.close();
        }
    }

    @Test
    void howManyAreUnfinishedIsKnownAsTheyComeAndGo() {
        try (FanOutNode node = node()) {
            for (int i = 1; i <= FanOut.MAX_UNFINISHED; i++) {
                node.commit(Change.put(cursor(i)));
                node.fanOut.committed(Change.put(cursor(i)));
                node.fanOut.close();
            }
            assertThat(node.fanOut.isCrowded(ProjectId.DEFAULT)).isTrue();
            assertThat(node.fanOut.isCrowded(new ProjectId("other"))).isFalse();

            node.fanOut.committed(Change.delete(cursor(1)));

            assertThat(node.fanOut.isCrowded(ProjectId.DEFAULT)).isFalse();
        }
    }

    private static Document cursor(long event) {
        String id = Sequence.text("", event);
        return Document.create(FanOut.KIND, ProjectId.DEFAULT, id, Payload.of("nobody"));
    }
}
