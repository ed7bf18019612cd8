package dev.ringback.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.filters.Filters;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.SeededIds;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanOutTest {

    private static final Event EVENT = Samples.event("order.paid", "{\"total\":7}");

    private final SeededIds ids = new SeededIds(1_000);
    private final ByteBudget budget = new ByteBudget(60, 30);

    @TempDir Path directory;

    private FanOutNode node() {
        return new FanOutNode(directory, ids, budget);
    }

    private FanOutNode node(Endpoints endpoints, Filters filters) {
        return new FanOutNode(directory, ids, budget, endpoints, filters);
    }

    @Test
    void everyEndpointGetsTheEventOnceAlthoughTheProcessDiesBetweenPages() {
        try (FanOutNode first = node()) {
            assertThat(first.commit(first.router.publish(List.of(EVENT))))
                    .isInstanceOf(Committed.Done.class);
            assertThat(first.receivers()).hasSize(1_000);
            assertThat(first.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.MORE);
            assertThat(first.receivers()).hasSize(2_000);
        }
        try (FanOutNode second = node()) {
            assertThat(second.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.MORE);
            assertThat(second.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.IDLE);
            assertThat(second.receivers()).hasSize(FanOutNode.RECEIVERS).doesNotHaveDuplicates();
            assertThat(second.store.documents(FanOut.KIND)).isEmpty();
        }
    }

    @Test
    void twoProcessesAtTheSameCursorMakeEachPageOnce() {
        try (FanOutNode process = node()) {
            process.commit(process.router.publish(List.of(EVENT)));
            FanOut other =
                    process.fanOut(stale -> {
                        // Between this one's reading and its commit, the first one is faster.
                        process.fanOut.round(ProjectId.DEFAULT);
                        return process.commit(stale);
                    });
            other.round(ProjectId.DEFAULT);
            process.fanOut.round(ProjectId.DEFAULT);

            assertThat(process.receivers()).hasSize(FanOutNode.RECEIVERS).doesNotHaveDuplicates();
        }
    }

    @Test
    void aCursorWhoseEventWasARepetitionIsDropped() {
        try (FanOutNode process = node()) {
            Change publish = process.router.publish(List.of(EVENT));
            process.commit(Change.put(publish.puts().toArray(Document[]::new)));

            assertThat(process.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.MORE);

            assertThat(process.store.documents(FanOut.KIND)).isEmpty();
            assertThat(process.receivers()).isEmpty();
        }
    }

    @Test
    void aRefusedPageIsLeftForLater() {
        try (FanOutNode process = node()) {
            process.commit(process.router.publish(List.of(EVENT)));
            FanOut refused = process.fanOut(_ -> new Committed.Overloaded());

            assertThat(refused.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.REFUSED);
            assertThat(process.store.documents(FanOut.KIND))
                    .extracting(Document::revision)
                    .containsExactly(1L);
        }
    }

    @Test
    void aPageWaitsUntilThereIsRoomForItsEvent() throws InterruptedException {
        try (FanOutNode process = node()) {
            process.commit(process.router.publish(List.of(EVENT)));
            Share most = budget.ofNobody().inTurn(30);
            Share rest = budget.ofNobody().inTurn(30);
            Thread round = Thread.ofVirtual().start(() -> process.fanOut.round(ProjectId.DEFAULT));
            Eventually.until("the page waits for room", () -> budget.growing() == 1);
            assertThat(process.receivers()).hasSize(1_000);

            rest.close();
            round.join();

            assertThat(process.receivers()).hasSize(2_000);
            assertThat(budget.held()).isEqualTo(most.bytes());
        }
    }

    @Test
    void whatWasAcceptedWhileFiltersWereOffGoesOutOnceTheyAreOn() {
        Endpoints registry =
                Samples.registry(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("dear").filter("data.total > 5").make(),
                        EndpointDraft.of("cheap").filter("data.total < 5").make());
        try (FanOutNode off = node(registry, new Filters(false, _ -> {}))) {
            off.commit(off.router.publish(List.of(EVENT)));
            assertThat(off.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.IDLE);
            assertThat(off.receivers()).containsExactly(new LaneId("all"));
        }
        try (FanOutNode on = node(registry, Samples.filters())) {
            assertThat(on.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.MORE);
            assertThat(on.fanOut.round(ProjectId.DEFAULT)).isEqualTo(FanOut.Round.IDLE);
            assertThat(on.receivers())
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
        try (FanOutNode node = node(registry, Samples.filters())) {
            node.commit(node.router.publish(List.of(EVENT)));

            int rounds = 0;
            while (node.fanOut.round(ProjectId.DEFAULT) == FanOut.Round.MORE) {
                rounds++;
            }

            assertThat(rounds).isGreaterThan(2);
            assertThat(node.receivers()).containsExactly(new LaneId("last"));
        }
    }
}
