package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.functions.events.EventAnswer;
import dev.ringback.server.functions.events.EventBodies;
import dev.ringback.server.functions.events.EventsRead;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.Ulid;
import java.util.Optional;

/** {@code POST /invoke/FUNCTION}: starts one function, by an event that goes to no other. */
record InvokeRoute(SdkSurface surface, Invoking invoking, Time time, Ids ids) {

    private static final String SLUG = "slug";

    Route route() {
        return surface.store("/invoke/{" + SLUG + "}", EventsIn.MAX_BODY, this::invoke);
    }

    private HttpResponse invoke(HttpRequest request, Caller caller) {
        byte[] body = EventsIn.read(request);
        String id =
                EventsIn.seed(request).map(seed -> seed.id(0)).orElseGet(() -> Ulid.of(ids.next()));
        return EventReply.of(
                switch (EventBodies.invocation(body, id, time.now())) {
                    case EventsRead.Refused refused -> EventAnswer.refused(refused);
                    case EventsRead.Events events ->
                            started(caller, request.parameter(SLUG), events.events().getFirst());
                });
    }

    private EventAnswer started(Caller caller, String slug, FunctionEvent event) {
        Optional<Committed> result =
                invoking.invoke(caller.project(), slug, event, MadeBy.key(caller.keyId()));
        if (result.isEmpty()) {
            return EventAnswer.refused(404, "there is no function " + slug);
        }
        return result.get() instanceof Committed.Done
                ? EventAnswer.invoked(event.internalId())
                : EventReply.notTaken(result.get());
    }
}
