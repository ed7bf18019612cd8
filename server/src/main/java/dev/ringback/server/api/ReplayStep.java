package dev.ringback.server.api;

import dev.ringback.kernel.ByteBudget.Share;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Found;
import dev.ringback.kernel.Ids;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.Store;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One page of a replay: the calls to make, and where the replay is after them.
 *
 * @param next the replay when the calls are made
 * @param calls to add, in the same commit
 * @param cursors of fan-outs too large for one commit, which go on by themselves
 */
record ReplayStep(Replay next, List<Call> calls, List<Document> cursors) {

    /** While it is read an event is there twice. */
    private static final long TIMES_PAYLOAD = 2;

    /** What a step needs to look up. */
    interface World {

        /** Whether calls of this lane still have somewhere to go. */
        boolean exists(Replay replay, LaneId lane);

        /** What publishing the event would change as things are now. */
        Change routed(Event event);

        /** All deliveries that carry an event, whatever became of them. */
        List<Call> deliveries(Replay replay, long event);

        /** Room in memory for so many bytes, once there is; to be given back. */
        Share room(Replay replay, long bytes);

        /** Whether the replay of that id selects the same; false when it is not kept any more. */
        boolean isSame(Replay replay, String other);
    }

    /** Takes the next page from the store and says what to make of it. */
    static ReplayStep take(Replay replay, Store store, World world, Ids ids, Instant now) {
        return switch (replay.selection()) {
            case Selection.Deliveries selection -> {
                CallQuery query =
                        query(replay, selection).page(replay.progress().place(), replay.pageSize());
                yield ofCalls(replay, store.calls(query), world, ids, now);
            }
            case Selection.Events selection -> ofEvents(replay, selection, store, world, ids, now);
        };
    }

    /** All deliveries that a selection means. */
    static CallQuery query(Replay replay, Selection.Deliveries selection) {
        return new CallQuery(
                replay.project(),
                Optional.of(Router.DELIVERY),
                selection.endpoint(),
                Optional.of(selection.state()),
                Optional.empty(),
                selection.eventType(),
                selection.from(),
                selection.to(),
                Long.MAX_VALUE,
                1);
    }

    /** The step for a page of calls, the newest first. */
    static ReplayStep ofCalls(Replay replay, Found<Call> page, World world, Ids ids, Instant now) {
        List<Call> calls = new ArrayList<>();
        var owed = new Owed(replay, world);
        for (Call call : page.entries()) {
            if (world.exists(replay, call.lane()) && owed.again(call)) {
                calls.add(again(replay, call.lane(), call.event(), ids, now));
            }
        }
        long place = page.searchedTo().orElse(0);
        int skipped = page.entries().size() - calls.size();
        var progress = replay.progress().advance(place, calls.size(), skipped);
        return ended(replay.with(progress), page.searchedTo().isEmpty(), calls, now);
    }

    private static ReplayStep ofEvents(
            Replay replay,
            Selection.Events selection,
            Store store,
            World world,
            Ids ids,
            Instant now) {
        int at = (int) replay.progress().place();
        int end = Math.min(at + replay.pageSize(), selection.ids().size());
        List<Call> calls = new ArrayList<>();
        List<Document> cursors = new ArrayList<>();
        var owed = new Owed(replay, world);
        int passed = 0;
        // An event may have a thousand receivers, so the calls are counted too.
        while (at < end && calls.size() < replay.pageSize()) {
            var id = new EventId(selection.ids().get(at++));
            Optional<Change> routed = routed(replay, selection, id, store, world);
            if (routed.isEmpty()) {
                passed++;
                continue;
            }
            for (Call call : routed.get().calls()) {
                if (owed.afresh(call)) {
                    calls.add(again(replay, call.lane(), call.event(), ids, now));
                } else {
                    passed++;
                }
            }
            cursors.addAll(routed.get().puts());
        }
        var progress = replay.progress().advance(at, calls.size(), passed);
        boolean last = at == selection.ids().size();
        return ended(replay.with(progress), last, calls, now).and(cursors);
    }

    private ReplayStep and(List<Document> more) {
        return new ReplayStep(next, calls, more);
    }

    /** Where an event goes as things are now; empty when there is none that may be replayed. */
    private static Optional<Change> routed(
            Replay replay, Selection.Events selection, EventId id, Store store, World world) {
        long bytes = TIMES_PAYLOAD * store.size(replay.project(), id).orElse(0);
        try (Share _ = world.room(replay, bytes)) {
            return store.event(replay.project(), id)
                    .filter(event -> !InternalEvents.is(event.type()))
                    .map(event -> routed(replay, selection, event, world));
        }
    }

    private static Change routed(
            Replay replay, Selection.Events selection, Event event, World world) {
        return selection
                .endpoint()
                .map(lane -> addressed(replay, lane, event, world))
                .orElseGet(() -> world.routed(event));
    }

    private static Change addressed(Replay replay, LaneId lane, Event event, World world) {
        List<Call> calls =
                world.exists(replay, lane)
                        ? List.of(
                                Call.of(
                                        new CallId(0),
                                        replay.project(),
                                        Router.DELIVERY,
                                        lane,
                                        event.sequence(),
                                        event.acceptedAt()))
                        : List.of();
        return Change.accept(List.of(), calls);
    }

    private static Call again(Replay replay, LaneId lane, long event, Ids ids, Instant now) {
        var id = new CallId(ids.next());
        return Call.of(id, replay.project(), Router.DELIVERY, lane, event, now)
                .madeBy(replay.id());
    }

    private static ReplayStep ended(Replay replay, boolean last, List<Call> calls, Instant now) {
        Replay next =
                last ? replay.with(replay.progress().end(Replay.State.DONE, now, "")) : replay;
        return new ReplayStep(next, calls, List.of());
    }
}
