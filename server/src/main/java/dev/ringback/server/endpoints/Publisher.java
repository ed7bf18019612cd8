package dev.ringback.server.endpoints;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.LaneId;
import java.util.List;

/** Works out who gets an event. */
public interface Publisher {

    /**
     * The change that appends events and the deliveries they fan out to: to every endpoint of the
     * project that is not disabled and whose types and filter match. A fan-out of more than 1,000
     * is committed in pages behind a cursor that survives a crash; the first page and the cursor
     * are in the returned change.
     */
    Change publish(List<Event> events);

    /** The change that appends an event and its delivery to one endpoint only. */
    Change address(Event event, Endpoint endpoint);

    /**
     * The change that appends an event and its delivery to the webhook that its job named.
     *
     * @param event whose subject is the job
     * @param lane {@link DirectWebhook#lane()}
     */
    Change direct(Event event, LaneId lane);
}
