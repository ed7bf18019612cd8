package dev.ringback.server.groups;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.inferencenet.GenerationJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A group of generations that are announced together. It is kept as an event, which tells its
 * members, and for as long as it is open as a document, which tells until when.
 *
 * @param id 21 characters
 * @param project the tenant it belongs to
 * @param members ids of its generations, in the order of the requests
 * @param webhookId the endpoint that is told
 * @param expiresAt when what is not finished is called off
 */
record Group(
        String id,
        ProjectId project,
        List<String> members,
        Optional<String> webhookId,
        Instant expiresAt) {

    /** Type of the events. */
    static final String REQUESTED = InternalEvents.type("group.requested");

    /** Kind of the documents. */
    static final String OPEN = "open-group";

    /** How long inference.net lets a group run. */
    static final Duration LIFETIME = Duration.ofDays(3);

    Group {
        members = List.copyOf(members);
    }

    /**
     * How long it may run: half of the retention at most, lest members go before the others end.
     */
    static Duration lifetime(Duration retention) {
        Duration longest = retention.dividedBy(2);
        return LIFETIME.compareTo(longest) < 0 ? LIFETIME : longest;
    }

    /** The id of the event that says how a group ended. */
    EventId completed() {
        return GenerationJob.completed(id);
    }

    static Group of(Event event) {
        JsonObject json = JsonTree.readObject(event.payload()).orElseThrow();
        return new Group(
                event.id().value(),
                event.project(),
                json.at("generations").elements().map(each -> each.text().orElseThrow()).toList(),
                json.text("webhook_id"),
                Instant.ofEpochMilli(json.whole("expires_at")));
    }

    /** The event that tells its members. */
    Event event(long sequence, Instant now) {
        JsonObject json =
                new JsonObject()
                        .put("generations", members)
                        .putIfPresent("webhook_id", webhookId)
                        .put("expires_at", expiresAt.toEpochMilli());
        return new Event(
                sequence,
                project,
                new EventId(id),
                REQUESTED,
                id,
                now,
                now,
                Event.JSON,
                json.payload());
    }

    /** The document that stands for as long as it is open. */
    Document open() {
        return Document.create(OPEN, project, id, Payload.EMPTY);
    }
}
