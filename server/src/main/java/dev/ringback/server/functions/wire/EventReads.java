package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.Moments;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.Ulid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * {@code GET /v1/events} and {@code GET /v1/events/ID}: what happened, as functions see it. An
 * event is found by its internal id and by the one that its sender gave it.
 */
record EventReads(SdkSurface surface, Store store, KnownEvents known, Time time) {

    private static final String PATH = "/v1/events";
    private static final String ID = "id";

    List<Route> routes() {
        return List.of(
                surface.look(PATH, this::list), surface.look(PATH + "/{" + ID + "}", this::show));
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return known.find(caller.project(), request.parameter(ID))
                .filter(event -> !InternalEvents.is(event.type()))
                .map(event -> Envelope.of(shown(event), time.now()))
                .orElseGet(() -> SdkSurface.error(404, "there is no such event"));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        return switch (EventListQuery.of(request)) {
            case EventListQuery.Read.Bad(String why) -> SdkSurface.error(400, why);
            case EventListQuery.Read.Good(EventListQuery query) -> list(query, caller.project());
        };
    }

    private HttpResponse list(EventListQuery query, ProjectId project) {
        OptionalLong before =
                query.cursor()
                        .map(text -> place(project, text))
                        .orElseGet(() -> OptionalLong.of(Long.MAX_VALUE));
        if (before.isEmpty()) {
            return SdkSurface.error(400, "cursor is the id of no event");
        }
        EventPages.Page page = new EventPages(store).read(query.of(project, before.getAsLong()));
        return Envelope.of(
                CanonicalJson.array(page.events().stream().map(EventReads::shown).toList()),
                time.now(),
                page.next().stream().mapToObj(Ulid::of).findFirst());
    }

    /** Where a list goes on: a cursor is the last event's id, or stands for a place among all. */
    private OptionalLong place(ProjectId project, String cursor) {
        OptionalLong number = Ulid.number(cursor);
        return number.isPresent()
                ? number
                : known.find(project, cursor).stream().mapToLong(Event::sequence).findFirst();
    }

    private static CanonicalJson shown(Event event) {
        FunctionEvent seen = FunctionEvents.read(event);
        Optional<CanonicalJson> source =
                event.arrived().map(Arrived::source).map(CanonicalJson::of);
        Map<String, CanonicalJson> more = new TreeMap<>();
        more.put("account_id", Envelope.NOBODY);
        more.put("environment_id", Envelope.NOBODY);
        more.put("internal_id", CanonicalJson.of(seen.internalId()));
        more.put("received_at", CanonicalJson.of(Moments.text(event.acceptedAt())));
        more.put("source", source.orElseGet(() -> CanonicalJson.of("")));
        more.put("source_id", source.orElse(CanonicalJson.NULL));
        return seen.asListed(more);
    }
}
