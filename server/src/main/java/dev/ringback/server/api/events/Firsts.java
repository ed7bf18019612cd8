package dev.ringback.server.api.events;

import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.port.Store;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The ids of the first events with a key, which those that repeat them are shown with. */
record Firsts(Map<Long, EventId> ids) {

    /** Those that some events repeat; asks nothing when none of them does. */
    static Firsts of(List<EventHead> events, Store store) {
        Set<Long> sequences =
                events.stream()
                        .flatMap(event -> event.arrived().stream())
                        .flatMapToLong(origin -> origin.duplicateOf().stream())
                        .boxed()
                        .collect(Collectors.toSet());
        return new Firsts(
                sequences.isEmpty()
                        ? Map.of()
                        : store.heads(sequences).stream()
                                .collect(Collectors.toMap(EventHead::sequence, EventHead::id)));
    }

    /** The id of such an event; of one that is forgotten, the one that the server gave it. */
    String id(long sequence) {
        return ids.getOrDefault(sequence, EventId.of(sequence)).value();
    }
}
