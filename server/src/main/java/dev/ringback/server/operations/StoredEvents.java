package dev.ringback.server.operations;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Events that requests name, read within the room in memory of whoever asks. */
public record StoredEvents(Store store) {

    /** Its payload is read, and may become a part of the answer. */
    private static final long TIMES_PAYLOAD = 2;

    public Optional<Event> find(ProjectId project, EventId id) {
        RoomOfThread.take(TIMES_PAYLOAD * size(project, id));
        return store.event(project, id);
    }

    /** How many of them there are that are like this; they are let go of one by one. */
    public long count(ProjectId project, Collection<String> ids, Predicate<Event> like) {
        List<EventId> named = ids.stream().map(EventId::new).toList();
        int longest = named.stream().mapToInt(id -> size(project, id)).max().orElse(0);
        RoomOfThread.take(TIMES_PAYLOAD * longest);
        return named.stream().flatMap(id -> store.event(project, id).stream()).filter(like).count();
    }

    private int size(ProjectId project, EventId id) {
        return store.size(project, id).orElse(0);
    }
}
