package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.events.Publisher;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes the events by which the ends of jobs are announced, and says who gets them.
 *
 * <p>An event's id follows from the id of what it is about. So the event can be found by those who
 * poll, and a job that runs twice because its owner died between answer and commit announces its
 * end once.
 */
public final class Announcements {

    private final NamedEndpoints endpoints;
    private final Publisher publisher;
    private final Ids ids;

    /**
     * Wires.
     *
     * @param endpoints finds the endpoint that a request names
     * @param publisher works out who gets an event that names none
     * @param ids sequences of the events
     */
    public Announcements(NamedEndpoints endpoints, Publisher publisher, Ids ids) {
        this.endpoints = endpoints;
        this.publisher = publisher;
        this.ids = ids;
    }

    /** The id of the event that tells a stage of what has this id. */
    public static EventId id(String subject, String stage) {
        return new EventId(subject + ":" + stage);
    }

    /**
     * An event that is about to be announced.
     *
     * @param id made by {@link #id}
     * @param subject what it is about
     * @param quotes the parts of the payload that are kept with other events
     */
    public Event event(
            ProjectId project,
            EventId id,
            String type,
            String subject,
            Payload payload,
            List<Quote> quotes,
            Instant now) {
        return new Event(
                        ids.next(),
                        project,
                        id,
                        type,
                        subject,
                        now,
                        now,
                        Event.JSON,
                        payload,
                        quotes)
                .from(MadeBy.job(subject));
    }

    /**
     * The change that appends an event and its deliveries: to the endpoint that is named, or else
     * to all that subscribe. When the named endpoint is gone or disabled by now the event is kept
     * all the same, for those who poll.
     */
    public Change announced(Event event, Optional<String> webhookId) {
        return webhookId
                .map(id -> addressed(event, id))
                .orElseGet(() -> publisher.publish(List.of(event)));
    }

    /** The change that appends an event, and its delivery when an endpoint is named. */
    public Change told(Event event, Optional<String> webhookId) {
        return webhookId.map(id -> addressed(event, id)).orElseGet(() -> kept(event));
    }

    private Change addressed(Event event, String webhookId) {
        return endpoints
                .find(event.project(), webhookId)
                .filter(Endpoint::takesEvents)
                .map(endpoint -> publisher.address(event, endpoint.lane()))
                .orElseGet(() -> kept(event));
    }

    private static Change kept(Event event) {
        return Change.accept(List.of(event), List.of());
    }
}
