package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.events.OperationalTypes;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Makes the events by which Ringback says that deliveries go wrong. */
record OperationalEvents(Ids ids) {

    /** Whether an event is one of these; what becomes of it must not make another. */
    static boolean isOperational(Event event) {
        return OperationalTypes.is(event.type());
    }

    Event endpointDisabled(Endpoint endpoint, String reason, Instant now) {
        JsonWriter data = new JsonWriter(512);
        data.json("{\"endpoint_id\":").string(endpoint.id());
        data.json(",\"name\":").string(endpoint.name());
        data.json(",\"reason\":").string(reason);
        data.json(",\"disabled_at\":").moment(now);
        if (endpoint.failingSince().isPresent()) {
            data.json(",\"failing_since\":").moment(endpoint.failingSince().get());
        }
        data.json("}");
        return event(
                endpoint.project(),
                OperationalTypes.ENDPOINT_DISABLED,
                endpoint.id(),
                now,
                data.payload());
    }

    Event deliveryDead(Endpoint endpoint, Call call, Event event, String reason, Instant now) {
        JsonWriter data = new JsonWriter(512);
        data.json("{\"delivery_id\":").string(call.id().toString());
        data.json(",\"endpoint_id\":").string(endpoint.id());
        return deliveryDead(data, call, event, reason, now);
    }

    /** Names the host only: the rest of a URL that a job named may be a secret. */
    Event directDead(Optional<URI> url, Call call, Event event, String reason, Instant now) {
        JsonWriter data = new JsonWriter(512);
        data.json("{\"delivery_id\":").string(call.id().toString());
        data.json(",\"endpoint_id\":null");
        url.map(DirectWebhook::origin)
                .ifPresent(origin -> data.json(",\"origin\":").string(origin));
        return deliveryDead(data, call, event, reason, now);
    }

    private Event deliveryDead(
            JsonWriter data, Call call, Event event, String reason, Instant now) {
        data.json(",\"event_id\":").string(event.id().value());
        data.json(",\"event_type\":").string(event.type());
        data.json(",\"reason\":").string(reason);
        data.json(",\"attempts\":").json(Integer.toString(call.attempts() + 1));
        data.json("}");
        return event(
                call.project(),
                OperationalTypes.DELIVERY_DEAD,
                call.id().toString(),
                now,
                data.payload());
    }

    private Event event(ProjectId project, String type, String subject, Instant now, Payload data) {
        long sequence = ids.next();
        EventId id = EventId.of(sequence);
        return new Event(sequence, project, id, type, subject, now, now, Event.JSON, data)
                .from(MadeBy.SERVER);
    }
}
