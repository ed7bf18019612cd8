package dev.ringback.server.operations;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.events.AnnouncedTypes;
import dev.ringback.server.events.FanOut;
import dev.ringback.server.events.InternalEvents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Events that an endpoint takes, by their types and its filter, and has not got: nothing of them
 * was delivered to it or waits for it. Whether it is disabled does not matter. What is still on its
 * way to it is none of them, and neither is what was for another receiver alone.
 */
record MissedEvents(
        Replay replay, ReplaySelection.Missed selection, Store store, ReplayStep.World world) {

    /** Events that are looked at together, most of which may be for others. */
    private static final int MOST_LOOKED_AT = 1_000;

    private static final int FEWEST_LOOKED_AT = 100;
    private static final int LOOKED_AT_FOR_ONE = 5;

    /** While it is read an event is there twice. */
    private static final long TIMES_PAYLOAD = 2;

    /** A page of them, the newest first; empty, with more to come, where none was among many. */
    Found<EventHead> page(long before, int limit) {
        Optional<Endpoint> endpoint = world.endpoint(replay, selection.endpoint());
        return endpoint.map(each -> page(each, before, limit))
                .orElseGet(() -> Found.all(List.of()));
    }

    /** How many there are, counted piece by piece. */
    long count(long before) {
        return Found.total(before, next -> page(next, MOST_LOOKED_AT), List::size);
    }

    private Found<EventHead> page(Endpoint endpoint, long before, int limit) {
        int lookedAt =
                Math.clamp((long) limit * LOOKED_AT_FOR_ONE, FEWEST_LOOKED_AT, MOST_LOOKED_AT);
        Found<EventHead> all = store.events(query(endpoint, before, lookedAt));
        List<EventHead> wanted =
                all.entries().stream().filter(event -> mayBeFor(endpoint, event)).toList();
        var owed = new MissingDeliveries(replay, world);
        owed.look(wanted.stream().map(EventHead::sequence).toList());
        Set<Long> coming = coming(endpoint, wanted);
        List<EventHead> missed = new ArrayList<>();
        for (EventHead event : wanted) {
            if (!coming.contains(event.sequence())
                    && isOwed(owed, event)
                    && lets(endpoint, event)) {
                missed.add(event);
                if (missed.size() == limit) {
                    return new Found<>(missed, OptionalLong.of(event.sequence()));
                }
            }
        }
        return new Found<>(missed, all.searchedTo());
    }

    private EventQuery query(Endpoint endpoint, long before, int limit) {
        List<String> types = endpoint.eventTypes();
        return new EventQuery(
                replay.project(),
                Optional.of(types).filter(each -> each.size() == 1).map(List::getFirst),
                Optional.of(InternalEvents.ALL),
                Optional.of(selection.since()),
                Optional.empty(),
                before,
                limit);
    }

    /** Whether an event is for an endpoint, its filter aside. */
    private boolean mayBeFor(Endpoint endpoint, EventHead event) {
        boolean repeats = event.arrived().filter(o -> o.duplicateOf().isPresent()).isPresent();
        boolean superseded = event.arrived().filter(o -> o.superseded()).isPresent();
        return !repeats
                && !(superseded && endpoint.pace().skipSuperseded())
                && world.takes(endpoint.lane(), event.type());
    }

    /** What may have been for one receiver alone was for this one only if it was told before. */
    private boolean isOwed(MissingDeliveries owed, EventHead event) {
        long sequence = event.sequence();
        return owed.isMissing(sequence, selection.endpoint())
                && (!AnnouncedTypes.mayBeForOne(event.type())
                        || owed.wasMade(sequence, selection.endpoint()));
    }

    private boolean lets(Endpoint endpoint, EventHead head) {
        if (endpoint.filter().isEmpty()) {
            return true;
        }
        try (Share _ = world.room(replay, TIMES_PAYLOAD * head.size())) {
            return store.event(head.sequence())
                    .filter(event -> world.lets(endpoint, event))
                    .isPresent();
        }
    }

    /** Those whose fan-out has not come to the endpoint yet. */
    private Set<Long> coming(Endpoint endpoint, List<EventHead> events) {
        Set<Long> coming = new HashSet<>();
        if (!events.isEmpty()) {
            long newest = events.getFirst().sequence();
            long oldest = events.getLast().sequence();
            add(coming, FanOut.KIND, endpoint, oldest, newest);
            if (!endpoint.filter().isEmpty()) {
                add(coming, FanOut.HELD, endpoint, oldest, newest);
            }
        }
        return coming;
    }

    private void add(Set<Long> coming, String kind, Endpoint endpoint, long oldest, long newest) {
        String last = Sequence.text("", newest);
        String after = Sequence.text("", oldest - 1);
        while (after.compareTo(last) < 0) {
            List<Document> page =
                    store.documents(
                            new DocumentQuery(
                                    kind,
                                    replay.project(),
                                    false,
                                    Optional.of(after),
                                    MOST_LOOKED_AT));
            page.stream()
                    .filter(cursor -> cursor.body().text().compareTo(endpoint.id()) < 0)
                    .forEach(cursor -> Sequence.parse("", cursor.id()).ifPresent(coming::add));
            after = page.size() < MOST_LOOKED_AT ? last : page.getLast().id();
        }
    }
}
