package dev.ringback.server.operations;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.kept.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * One page of a replay: what to make, and where the replay is after it.
 *
 * @param next the replay when that is made; the same as before when nothing can be done just now
 * @param made to be committed with it
 * @param count how many calls that are, or requests of which events are made
 * @param held room in memory for it, to be given back when it is committed
 */
public record ReplayStep(Replay next, Change made, int count, Optional<Share> held) {

    /** What a step needs to look up. */
    interface World {

        /** Whether calls of this lane still have somewhere to go. */
        boolean exists(Replay replay, LaneId lane);

        /** Some of those whom an event goes to as things are now, after one of them. */
        Router.Page recipients(Event event, String after);

        /** The endpoint of a lane, whatever its state. */
        Optional<Endpoint> endpoint(Replay replay, LaneId lane);

        /** Whether the endpoint of a lane takes events of a type, also while it is disabled. */
        boolean takes(LaneId lane, String type);

        /** Whether the filter of an endpoint lets an event through; none does while it is off. */
        boolean lets(Endpoint endpoint, Event event);

        /** The kind of the calls of a lane. */
        String kind(LaneId lane);

        /** Of which series of a lane's deliveries one about a subject is. */
        OptionalLong series(LaneId lane, String subject);

        /** All deliveries that carry one of some events, whatever became of them. */
        List<Call> deliveries(Replay replay, Collection<Long> events);

        /** Room in memory for so many bytes, once there is; to be given back. */
        Share room(Replay replay, long bytes);

        /** Whether the replay of that id selects the same; false when it is not kept any more. */
        boolean isSame(Replay replay, String other);
    }

    /** Takes the next page from the store and says what to make of it. */
    static ReplayStep take(
            Replay replay, Store store, World world, Repeatable repeatable, Ids ids, Instant now) {
        return switch (replay.selection()) {
            case ReplaySelection.Deliveries selection ->
                    ofCalls(replay, selection, store, world, ids, now);
            case ReplaySelection.Events selection ->
                    ofEvents(
                            replay,
                            selection,
                            new Rerouting(replay, selection.endpoint(), store, world, ids, now));
            case ReplaySelection.Unmatched selection ->
                    ofUnmatched(
                            replay,
                            selection,
                            store,
                            new Rerouting(replay, selection.receiver(), store, world, ids, now));
            case ReplaySelection.Missed selection ->
                    ofMissed(
                            replay,
                            selection.endpoint(),
                            new MissedEvents(replay, selection, store, world),
                            ids,
                            now);
            case ReplaySelection.Requests selection ->
                    new RemakingStep(replay, selection, store, world, repeatable.requests(), now)
                            .take();
            case ReplaySelection.Runs selection ->
                    ofRuns(replay, selection, world, repeatable.runs(), now);
        };
    }

    /** All deliveries that a selection means. */
    public static CallQuery query(Replay replay, ReplaySelection.Deliveries selection) {
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
    private static ReplayStep ofCalls(
            Replay replay,
            ReplaySelection.Deliveries selection,
            Store store,
            World world,
            Ids ids,
            Instant now) {
        CallQuery query =
                query(replay, selection).page(replay.progress().place(), replay.pageSize());
        Found<Call> page =
                selection.cause().isPresent()
                        ? new DeadCauses(store).page(query, selection.cause().get())
                        : store.calls(query);
        Map<Long, String> subjects =
                selection.receiver().isPresent() ? subjects(page, store) : Map.of();
        List<Call> calls = new ArrayList<>();
        var owed = new MissingDeliveries(replay, world);
        owed.look(page.entries().stream().map(Call::event).distinct().toList());
        for (Call call : page.entries()) {
            LaneId lane = selection.receiver().orElse(call.lane());
            if (world.exists(replay, lane) && owed.again(call, lane)) {
                OptionalLong series =
                        lane.equals(call.lane())
                                ? call.series()
                                : world.series(lane, subjects.getOrDefault(call.event(), ""));
                calls.add(again(replay, call.kind(), lane, call.event(), ids, now).in(series));
            }
        }
        long place = page.searchedTo().orElse(0);
        int skipped = page.entries().size() - calls.size();
        var progress = replay.progress().advance(place, "", calls.size(), skipped);
        return ended(replay.with(progress), page.searchedTo().isEmpty(), calls, now);
    }

    /** What the events of calls are about. */
    private static Map<Long, String> subjects(Found<Call> page, Store store) {
        List<Long> events = page.entries().stream().map(Call::event).distinct().toList();
        return store.heads(events).stream()
                .collect(Collectors.toMap(EventHead::sequence, EventHead::subject));
    }

    private static ReplayStep ofRuns(
            Replay replay,
            ReplaySelection.Runs selection,
            World world,
            RepeatableRuns runs,
            Instant now) {
        List<Call> calls = new ArrayList<>();
        var owed = new MissingRuns(replay, world, runs);
        Found<Run> page =
                runs.page(
                        replay.project(), selection, replay.progress().place(), replay.pageSize());
        for (Run run : page.entries()) {
            if (owed.again(run)) {
                calls.add(runs.again(run, replay.id(), now));
            }
        }
        long place = page.searchedTo().orElse(0);
        int skipped = page.entries().size() - calls.size();
        var progress = replay.progress().advance(place, "", calls.size(), skipped);
        return ended(replay.with(progress), page.searchedTo().isEmpty(), calls, now);
    }

    private static ReplayStep ofEvents(
            Replay replay, ReplaySelection.Events selection, Rerouting rerouting) {
        int at = (int) replay.progress().place();
        int end = Math.min(at + replay.pageSize(), selection.ids().size());
        List<EventId> page = selection.ids().subList(at, end).stream().map(EventId::new).toList();
        Rerouting.Place reached = rerouting.route(page, replay.progress().after());
        int next = at + reached.done();
        return rerouting.step(next, reached.after(), next == selection.ids().size());
    }

    private static ReplayStep ofUnmatched(
            Replay replay, ReplaySelection.Unmatched selection, Store store, Rerouting rerouting) {
        long before = replay.progress().place();
        String after = replay.progress().after();
        // One that some of its recipients have got by now is not unmatched any more.
        Found<EventHead> page =
                after.isEmpty()
                        ? new UnmatchedEvents(store)
                                .page(query(replay, selection).page(before, replay.pageSize()))
                        : new Found<>(
                                store.heads(List.of(before - 1)), OptionalLong.of(before - 1));
        List<EventHead> events = page.entries();
        Rerouting.Place reached =
                rerouting.route(events.stream().map(EventHead::id).toList(), after);
        if (reached.done() < events.size()) {
            long next = events.get(reached.done()).sequence() + 1;
            return rerouting.step(next, reached.after(), false);
        }
        OptionalLong next = page.searchedTo();
        return rerouting.step(next.orElse(0), "", next.isEmpty());
    }

    private static ReplayStep ofMissed(
            Replay replay, LaneId lane, MissedEvents missed, Ids ids, Instant now) {
        Found<EventHead> page = missed.page(replay.progress().place(), replay.pageSize());
        List<Call> calls =
                page.entries().stream()
                        .map(event ->
                                again(replay, Router.DELIVERY, lane, event.sequence(), ids, now)
                                        .in(missed.world().series(lane, event.subject())))
                        .toList();
        long place = page.searchedTo().orElse(0);
        var progress = replay.progress().advance(place, "", calls.size(), 0);
        return ended(replay.with(progress), page.searchedTo().isEmpty(), calls, now);
    }

    /** All events that a selection means. */
    public static EventQuery query(Replay replay, ReplaySelection.Unmatched selection) {
        return new EventQuery(
                replay.project(),
                selection.eventType(),
                Optional.of(InternalEvents.ALL),
                selection.from(),
                selection.to(),
                Long.MAX_VALUE,
                1);
    }

    static Call again(Replay replay, String kind, LaneId lane, long event, Ids ids, Instant now) {
        var id = new CallId(ids.next());
        return Call.of(id, replay.project(), kind, lane, event, now).madeBy(replay.id());
    }

    static ReplayStep ended(Replay replay, boolean last, List<Call> calls, Instant now) {
        Replay next =
                last ? replay.with(replay.progress().end(Replay.State.DONE, now, "")) : replay;
        return new ReplayStep(
                next, Change.accept(List.of(), calls), calls.size(), Optional.empty());
    }
}
