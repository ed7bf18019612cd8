package dev.ringback.server.operations;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Routes events afresh, one after the other, until a page of a replay is full. */
final class Rerouting {

    /** While it is read an event is there twice. */
    private static final long TIMES_PAYLOAD = 2;

    private final Replay replay;
    private final Optional<LaneId> receiver;
    private final Store store;
    private final ReplayStep.World world;
    private final Ids ids;
    private final Instant now;
    private final MissingDeliveries owed;
    private final List<Call> calls = new ArrayList<>();
    private int passed;

    /**
     * Begins a page.
     *
     * @param receiver who gets all of them; empty for whoever an event goes to as things are now
     */
    Rerouting(
            Replay replay,
            Optional<LaneId> receiver,
            Store store,
            ReplayStep.World world,
            Ids ids,
            Instant now) {
        this.replay = replay;
        this.receiver = receiver;
        this.store = store;
        this.world = world;
        this.ids = ids;
        this.now = now;
        this.owed = new MissingDeliveries(replay, world);
    }

    /**
     * How far it came.
     *
     * @param done how many events are done with
     * @param after the recipient of the next event after whom it goes on; empty for the first
     */
    record Place(int done, String after) {}

    /** Where an event goes: some of its recipients. */
    private record Routed(long event, String subject, Router.Page page) {}

    /**
     * Makes the calls of some events. An event may have a thousand receivers, so that the calls are
     * counted too.
     *
     * @param after the recipient of the first event after whom it begins
     */
    Place route(List<EventId> events, String after) {
        int done = 0;
        String from = after;
        boolean more = false;
        while (!more && done < events.size() && calls.size() < replay.pageSize()) {
            Optional<Routed> routed = routed(events.get(done), from);
            routed.ifPresentOrElse(this::make, () -> passed++);
            Optional<String> next = routed.flatMap(each -> each.page().next());
            more = next.isPresent();
            from = next.orElse("");
            done += more ? 0 : 1;
        }
        return new Place(done, from);
    }

    private void make(Routed routed) {
        for (LaneId lane : routed.page().lanes()) {
            if (owed.afresh(routed.event(), lane)) {
                String kind = world.kind(lane);
                calls.add(
                        ReplayStep.again(replay, kind, lane, routed.event(), ids, now)
                                .in(world.series(lane, routed.subject())));
            } else {
                passed++;
            }
        }
    }

    /** The step that makes them, and where the replay is after it. */
    ReplayStep step(long place, String after, boolean last) {
        var progress = replay.progress().advance(place, after, calls.size(), passed);
        return ReplayStep.ended(replay.with(progress), last, calls, now);
    }

    /** Where an event goes as things are now; empty when there is none that may be replayed. */
    private Optional<Routed> routed(EventId id, String after) {
        long bytes = TIMES_PAYLOAD * store.size(replay.project(), id).orElse(0);
        try (Share _ = world.room(replay, bytes)) {
            return store.event(replay.project(), id)
                    .filter(event -> !InternalEvents.is(event.type()))
                    .map(event ->
                            new Routed(event.sequence(), event.subject(), page(event, after)));
        }
    }

    private Router.Page page(Event event, String after) {
        return receiver.map(lane -> world.exists(replay, lane) ? List.of(lane) : List.<LaneId>of())
                .map(lanes -> new Router.Page(lanes, Optional.empty()))
                .orElseGet(() -> world.recipients(event, after));
    }
}
