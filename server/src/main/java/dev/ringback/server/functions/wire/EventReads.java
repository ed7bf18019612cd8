package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.Origin;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Found;
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
import java.util.ArrayList;
import java.util.Comparator;
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

    /** Payloads of one page; the first event of a page is shown whatever its size. */
    private static final long PAGE_BYTES = 4L << 20;

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
        Found<EventHead> found = store.events(query.of(project, before.getAsLong()));
        List<EventHead> heads = first(found.entries());
        List<Long> sequences = heads.stream().map(EventHead::sequence).toList();
        List<CanonicalJson> shown =
                store.events(sequences, Integer.MAX_VALUE).stream()
                        .sorted(Comparator.comparingLong(Event::sequence).reversed())
                        .map(EventReads::shown)
                        .toList();
        return Envelope.of(CanonicalJson.array(shown), time.now(), next(found, heads));
    }

    /** Where a list goes on: a cursor is the last event's id, or stands for a place among all. */
    private OptionalLong place(ProjectId project, String cursor) {
        OptionalLong number = Ulid.number(cursor);
        return number.isPresent()
                ? number
                : known.find(project, cursor).stream().mapToLong(Event::sequence).findFirst();
    }

    /** As many of a page as there is room for. */
    private static List<EventHead> first(List<EventHead> page) {
        List<EventHead> first = new ArrayList<>();
        long bytes = 0;
        for (EventHead each : page) {
            bytes += each.size();
            if (bytes > PAGE_BYTES && !first.isEmpty()) {
                break;
            }
            RoomOfThread.take(KnownEvents.TIMES_PAYLOAD * each.size());
            first.add(each);
        }
        return first;
    }

    private static Optional<String> next(Found<EventHead> found, List<EventHead> shown) {
        if (shown.size() < found.entries().size()) {
            return Optional.of(Ulid.of(shown.getLast().sequence()));
        }
        return found.searchedTo().stream().mapToObj(Ulid::of).findFirst();
    }

    private static CanonicalJson shown(Event event) {
        FunctionEvent seen = FunctionEvents.read(event);
        Optional<CanonicalJson> source = event.origin().map(Origin::source).map(CanonicalJson::of);
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
