package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.events.EventNames;
import dev.ringback.server.functions.events.Ulid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Finds stored events by the ids by which SDKs and their users know them. */
public record KnownEvents(Store store) {

    /** Its payload is read, made into a tree and written anew. */
    public static final long TIMES_PAYLOAD = 8;

    /**
     * The event of an id that was answered, or that its sender gave. There is room for it, and for
     * what is made of it.
     */
    public Optional<Event> find(ProjectId project, String id) {
        return EventNames.asked(id).stream()
                .flatMap(each -> read(project, each).stream())
                .findFirst()
                .or(() -> numbered(project, id));
    }

    private Optional<Event> read(ProjectId project, EventId id) {
        store.size(project, id).ifPresent(size -> RoomOfThread.take(TIMES_PAYLOAD * size));
        return store.event(project, id);
    }

    private Optional<Event> numbered(ProjectId project, String id) {
        OptionalLong sequence = Ulid.number(id);
        if (sequence.isEmpty()) {
            return Optional.empty();
        }
        store.size(sequence.getAsLong()).ifPresent(size -> RoomOfThread.take(TIMES_PAYLOAD * size));
        return store.event(sequence.getAsLong()).filter(each -> each.project().equals(project));
    }

    /**
     * By what events are named among all that have just been taken.
     *
     * @param duplicates sequences of those that were left out, as others have their ids
     */
    Map<EventId, String> internalIds(List<Event> taken, Set<Long> duplicates) {
        Map<EventId, String> ids = new HashMap<>();
        int longest = 0;
        for (Event each : taken) {
            ids.put(each.id(), EventNames.internal(each.id(), each.sequence()));
            if (isHidden(each, duplicates)) {
                longest = Math.max(longest, store.size(each.project(), each.id()).orElse(0));
            }
        }
        // They are let go of one by one.
        RoomOfThread.take(longest);
        for (Event each : taken) {
            if (isHidden(each, duplicates)) {
                store.event(each.project(), each.id())
                        .ifPresent(first ->
                                ids.put(
                                        first.id(),
                                        EventNames.internal(first.id(), first.sequence())));
            }
        }
        return ids;
    }

    /** Whether an event was left out whose id does not say what the first is named. */
    private static boolean isHidden(Event event, Set<Long> duplicates) {
        return duplicates.contains(event.sequence()) && !Ulid.is(event.id().value());
    }
}
