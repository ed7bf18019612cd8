package dev.ringback.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.ByteBudget;
import dev.ringback.kernel.ByteBudget.Share;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Sequence;
import dev.ringback.kernel.Store;
import dev.ringback.server.filters.Filters;
import dev.ringback.store.SqliteStore;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanOutTest {

    private static final Event EVENT = Samples.event("order.paid", "{\"total\":7}");
    private static final int RECEIVERS = 2_500;

    private final AtomicLong ids = new AtomicLong(1_000);

    private final ManualTime time = new ManualTime(Samples.NOON.plusSeconds(1));

    private final ByteBudget budget = new ByteBudget(60, 30);

    @TempDir Path directory;

    /** A process: everything that a crash takes away. */
    private final class Node implements AutoCloseable {

        final Store store = SqliteStore.open(directory);
        final Router router;
        final FanOut fanOut;

        Node() {
            this(Samples.registry(endpoints()), Samples.filters());
        }

        Node(Endpoints endpoints, Filters filters) {
            router = new Router(endpoints, ids::incrementAndGet, filters);
            fanOut = new FanOut(store, this::commit, router, time, budget);
        }

        Committed commit(Change change) {
            return store.commit(List.of(change)).getFirst();
        }

        @Override
        public void close() {
            fanOut.close();
            store.close();
        }
    }

    @Test
    void everyEndpointGetsTheEventOnceAlthoughTheProcessDiesBetweenPages() {
        try (Node first = new Node()) {
            assertThat(first.commit(first.router.publish(List.of(EVENT))))
                    .isInstanceOf(Committed.Done.class);
            assertThat(calls(first.store)).hasSize(1_000);
            assertThat(first.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.MORE);
            assertThat(calls(first.store)).hasSize(2_000);
        }
        try (Node second = new Node()) {
            assertThat(second.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.MORE);
            assertThat(second.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.IDLE);
            assertThat(calls(second.store)).hasSize(RECEIVERS).doesNotHaveDuplicates();
            assertThat(second.store.documents(FanOut.KIND)).isEmpty();
        }
    }

    @Test
    void twoProcessesAtTheSameCursorMakeEachPageOnce() {
        try (Node process = new Node()) {
            process.commit(process.router.publish(List.of(EVENT)));
            FanOut other =
                    new FanOut(
                            process.store,
                            stale -> {
                                // Between this one's reading and its commit, the first one is
                                // faster.
                                process.fanOut.round(ProjectId.DEFAULT);
                                return process.commit(stale);
                            },
                            process.router,
                            time,
                            budget);
            other.round(ProjectId.DEFAULT);
            process.fanOut.round(ProjectId.DEFAULT);

            assertThat(calls(process.store)).hasSize(RECEIVERS).doesNotHaveDuplicates();
        }
    }

    @Test
    void aCursorWhoseEventWasARepetitionIsDropped() {
        try (Node process = new Node()) {
            Change publish = process.router.publish(List.of(EVENT));
            process.commit(
                    new Change(List.of(), List.of(), publish.settle(), publish.puts(), List.of()));

            assertThat(process.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.MORE);

            assertThat(process.store.documents(FanOut.KIND)).isEmpty();
            assertThat(calls(process.store)).isEmpty();
        }
    }

    @Test
    void aRefusedPageIsLeftForLater() {
        try (Node process = new Node()) {
            process.commit(process.router.publish(List.of(EVENT)));
            FanOut refused =
                    new FanOut(
                            process.store,
                            _ -> new Committed.Overloaded(),
                            process.router,
                            time,
                            budget);

            assertThat(refused.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.REFUSED);
            assertThat(process.store.documents(FanOut.KIND))
                    .extracting(Document::revision)
                    .containsExactly(1L);
        }
    }

    @Test
    void aPageWaitsUntilThereIsRoomForItsEvent() throws InterruptedException {
        try (Node process = new Node()) {
            process.commit(process.router.publish(List.of(EVENT)));
            Share most = budget.ofNobody().inTurn(30);
            Share rest = budget.ofNobody().inTurn(30);
            Thread round = Thread.ofVirtual().start(() -> process.fanOut.round(ProjectId.DEFAULT));
            Eventually.until("the page waits for room", () -> budget.growing() == 1);
            assertThat(calls(process.store)).hasSize(1_000);

            rest.close();
            round.join();

            assertThat(calls(process.store)).hasSize(2_000);
            assertThat(budget.held()).isEqualTo(most.bytes());
        }
    }

    @Test
    void theRestOfAFanOutGoesOnByItselfAfterItsCommit() throws InterruptedException {
        try (Node node = new Node()) {
            CountDownLatch finished = new CountDownLatch(1);
            FanOut fanOut =
                    new FanOut(
                            node.store,
                            change -> {
                                Committed committed = node.commit(change);
                                if (!change.deletes().isEmpty()) {
                                    finished.countDown();
                                }
                                return committed;
                            },
                            node.router,
                            time,
                            budget);
            fanOut.start();
            Change publish = node.router.publish(List.of(EVENT));
            node.commit(publish);

            fanOut.committed(publish);

            Eventually.open("the rest", finished);
            fanOut.close();
        }
    }

    @Test
    void whatWasAcceptedWhileFiltersWereOffGoesOutOnceTheyAreOn() {
        Endpoints registry =
                Samples.registry(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("dear").filter("data.total > 5").make(),
                        EndpointDraft.of("cheap").filter("data.total < 5").make());
        try (Node off = new Node(registry, new Filters(false, _ -> {}))) {
            off.commit(off.router.publish(List.of(EVENT)));
            assertThat(off.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.IDLE);
            assertThat(calls(off.store)).containsExactly(new LaneId("all"));
        }
        try (Node on = new Node(registry, Samples.filters())) {
            assertThat(on.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.MORE);
            assertThat(on.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.IDLE);
            assertThat(calls(on.store))
                    .containsExactlyInAnyOrder(new LaneId("all"), new LaneId("dear"));
            assertThat(on.store.documents(FanOut.HELD)).isEmpty();
        }
    }

    @Test
    void aTurnWithoutTimeLeftIsFollowedByAnother() {
        String endless = "[1,2,3,4,5,6,7,8,9,10].all(a, ".repeat(6) + "true" + ")".repeat(6);
        Endpoint[] receivers =
                IntStream.range(0, 30)
                        .mapToObj(i -> EndpointDraft.of("e%02d".formatted(i)))
                        .map(draft -> draft.filter(endless).make())
                        .toArray(Endpoint[]::new);
        Endpoints registry = Samples.registry(receivers);
        registry.applied(EndpointDraft.of("last").filter("data.total == 7").make());
        try (Node node = new Node(registry, Samples.filters())) {
            node.commit(node.router.publish(List.of(EVENT)));

            int rounds = 0;
            while (node.fanOut.round(ProjectId.DEFAULT) == FanOut.Round.MORE) {
                rounds++;
            }

            assertThat(rounds).isGreaterThan(2);
            assertThat(calls(node.store)).containsExactly(new LaneId("last"));
        }
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
        Endpoints registry = Samples.registry(endpoints());
        for (int i = 0; i < RECEIVERS; i++) {
            registry.applied(EndpointDraft.of("o%04d".formatted(i)).project("other").make());
        }
        try (Node node = new Node(registry, Samples.filters())) {
            node.commit(node.router.publish(List.of(stuck)));
            node.commit(node.router.publish(List.of(other)));
            var finished = new CountDownLatch(1);
            var never = new CountDownLatch(1);
            FanOut fanOut =
                    new FanOut(
                            node.store,
                            change -> {
                                if (change.project().equals(Optional.of(stuck.project()))) {
                                    Eventually.open("the end of the test", never);
                                }
                                Committed committed = node.commit(change);
                                if (!change.deletes().isEmpty()) {
                                    finished.countDown();
                                }
                                return committed;
                            },
                            node.router,
                            time,
                            budget);

            fanOut.start();

            Eventually.open("the other project's is finished", finished);
            never.countDown();
            fanOut.close();
        }
    }

    @Test
    void howManyAreUnfinishedIsKnownFromTheStart() {
        try (Node node = new Node()) {
            for (int i = 1; i <= FanOut.MAX_UNFINISHED; i++) {
                String id = Sequence.text("", i);
                var cursor =
                        Document.create(FanOut.KIND, ProjectId.DEFAULT, id, Payload.of("nobody"));
                node.commit(Change.put(cursor));
                node.fanOut.committed(Change.put(cursor));
                node.fanOut.close();
            }
            assertThat(node.fanOut.isCrowded(ProjectId.DEFAULT)).isTrue();
            assertThat(node.fanOut.isCrowded(new ProjectId("other"))).isFalse();
            Document first =
                    Document.create(
                            FanOut.KIND, ProjectId.DEFAULT, Sequence.text("", 1), Payload.EMPTY);

            node.fanOut.committed(Change.delete(first));

            assertThat(node.fanOut.isCrowded(ProjectId.DEFAULT)).isFalse();
        }
    }

    private static List<LaneId> calls(Store store) {
        return store.backlog().stream()
                .flatMap(lane -> store.due(lane.lane(), false, 10).stream().map(Call::lane))
                .toList();
    }

    private static Endpoint[] endpoints() {
        return IntStream.range(0, RECEIVERS)
                .mapToObj(i -> EndpointDraft.of("e%05d".formatted(i)).make())
                .toArray(Endpoint[]::new);
    }
}
