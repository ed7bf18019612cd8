package dev.ringback.server.operations;

import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.events.FanOut;
import dev.ringback.server.events.OperationalTypes;
import dev.ringback.server.events.ReservedTypes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Events that went to nobody: no delivery, no function. What is still on its way is none of them,
 * and what the server tells of itself is only where its types are asked for: mostly nobody listens.
 */
public record UnmatchedEvents(Store store) {

    /** Events of a piece when they are counted. */
    private static final int COUNTED = 500;

    /** A page of them, of those that a query means. */
    public Found<EventHead> page(EventQuery query) {
        Found<EventHead> found = store.events(query.onlyUnmatched());
        boolean asked = query.type().isPresent();
        List<EventHead> lost =
                found.entries().stream()
                        .filter(event -> asked || !isOwn(event.type()))
                        .filter(event -> !isOnItsWay(event))
                        .toList();
        return new Found<>(lost, found.searchedTo());
    }

    /** How many there are, counted piece by piece. */
    public long count(EventQuery query) {
        return Found.total(query.before(), next -> page(query.page(next, COUNTED)), List::size);
    }

    private static boolean isOwn(String type) {
        return ReservedTypes.is(type) || OperationalTypes.is(type);
    }

    private boolean isOnItsWay(EventHead event) {
        String cursor = Sequence.text("", event.sequence());
        return Stream.of(FanOut.KIND, FanOut.HELD)
                .anyMatch(kind -> store.document(kind, event.project(), cursor).isPresent());
    }
}
