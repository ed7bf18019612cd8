package dev.ringback.server.events;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import java.util.List;

/**
 * The port of publishing: makes the change that appends events with the deliveries to all who get
 * them.
 */
public interface Publisher {

    /**
     * The change that appends events and the deliveries they fan out to: to every recipient of the
     * project that wants them. A fan-out of more than 1,000 is committed in pages behind a cursor
     * that survives a crash; the first page and the cursor are in the returned change.
     */
    Change publish(List<Event> events);

    /** The change that appends an event and its delivery to one recipient only, by its lane. */
    Change address(Event event, LaneId lane);
}
