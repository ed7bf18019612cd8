package dev.ringback.server.events;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.filters.Filters;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.ManualTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** A process that fans events out: everything that a crash takes away. */
final class FanOutNode implements AutoCloseable {

    static final int RECEIVERS = 2_500;

    final Store store;
    final Router router;
    final FanOut fanOut;

    private final ByteBudget budget;
    private final ManualTime time = new ManualTime(Samples.NOON.plusSeconds(1));

    FanOutNode(Path directory, Ids ids, ByteBudget budget) {
        this(directory, ids, budget, Samples.registry(endpoints()), Samples.filters());
    }

    FanOutNode(Path directory, Ids ids, ByteBudget budget, Endpoints endpoints, Filters filters) {
        this.budget = budget;
        store = SqliteStore.open(directory);
        router = new Router(endpoints, ids, filters);
        fanOut = fanOut(this::commit);
    }

    static Endpoint[] endpoints() {
        return IntStream.range(0, RECEIVERS)
                .mapToObj(i -> EndpointDraft.of("e%05d".formatted(i)).make())
                .toArray(Endpoint[]::new);
    }

    FanOut fanOut(Commits with) {
        return fanOut(store, with);
    }

    FanOut fanOut(Store from, Commits with) {
        return new FanOut(from, with, router, time, budget);
    }

    Committed commit(Change change) {
        return store.commit(List.of(change)).getFirst();
    }

    /** Commits, and tells when that was the last page of a fan-out. */
    Committed commit(Change change, CountDownLatch finished) {
        Committed committed = commit(change);
        if (!change.deletes().isEmpty()) {
            finished.countDown();
        }
        return committed;
    }

    /** Where there is something to deliver. */
    List<LaneId> receivers() {
        return store.backlog(Optional.empty(), Integer.MAX_VALUE).stream()
                .flatMap(lane -> store.due(lane.lane(), false, 10).stream().map(Call::lane))
                .toList();
    }

    @Override
    public void close() {
        fanOut.close();
        store.close();
    }
}
