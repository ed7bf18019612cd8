package dev.ringback.server.inference;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Ids;
import dev.ringback.kernel.ProjectId;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Publisher;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Words the end of a generation as an event, and says who gets it.
 *
 * <p>The event's id follows from the generation's. So the event can be found, and a job that runs
 * twice because its owner died between answer and commit announces its end once.
 */
public final class Completions {

    /** The type of the events. */
    public static final String TYPE = "generation.completed";

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
    public Completions(NamedEndpoints endpoints, Publisher publisher, Ids ids) {
        this.endpoints = endpoints;
        this.publisher = publisher;
        this.ids = ids;
    }

    /** The id of the event that says how a generation ended. */
    static EventId id(String generation) {
        return new EventId(generation + ":completed");
    }

    /**
     * The change that appends the event and its deliveries. When the endpoint that the request
     * names is gone or disabled by now the event is kept all the same, for those who poll.
     */
    Change announced(ProjectId project, Generation generation, Instant now) {
        Event event =
                new Event(
                        ids.next(),
                        project,
                        id(generation.id()),
                        TYPE,
                        generation.id(),
                        now,
                        now,
                        Event.JSON,
                        generation.payload());
        Optional<String> named = generation.request().webhookId();
        if (named.isEmpty()) {
            return publisher.publish(List.of(event));
        }
        return endpoints
                .find(project, named.get())
                .filter(Endpoint::takesEvents)
                .map(endpoint -> publisher.address(event, endpoint))
                .orElseGet(() -> Change.accept(List.of(event), List.of()));
    }
}
