package dev.ringback.server.endpoints;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.Ids;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Sequence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works out who gets an event: the endpoints of its project that are not disabled, one of whose
 * types matches, and whose filter is true.
 */
public final class Router implements Publisher {

    /** The kind of a call that delivers an event. */
    public static final String DELIVERY = "delivery";

    /** Calls of one event that are committed together. */
    static final int PAGE = 1_000;

    /** Calls of all events of one change; keeps the commit that others wait for short. */
    private static final int MAX_CALLS = 10_000;

    /** Endpoints that are looked at for one page; filters that let nothing through cost time. */
    private static final int MAX_CANDIDATES = 10_000;

    private final Endpoints endpoints;
    private final Ids ids;

    public Router(Endpoints endpoints, Ids ids) {
        this.endpoints = endpoints;
        this.ids = ids;
    }

    /**
     * Some of the receivers of an event.
     *
     * @param lanes theirs
     * @param next after whose id the next page starts; empty when there is none
     */
    record Page(List<LaneId> lanes, Optional<String> next) {}

    @Override
    public Change publish(List<Event> events) {
        List<Call> calls = new ArrayList<>(events.size());
        List<Document> cursors = List.of();
        for (Event event : events) {
            Page page = page(event, "", Math.min(PAGE, MAX_CALLS - calls.size()));
            for (LaneId lane : page.lanes()) {
                calls.add(call(event, lane, event.acceptedAt()));
            }
            if (page.next().isPresent()) {
                cursors = cursors.isEmpty() ? new ArrayList<>() : cursors;
                cursors.add(cursor(event, page.next().get()));
            }
        }
        return new Change(events, calls, Optional.empty(), cursors, List.of());
    }

    @Override
    public Change address(Event event, Endpoint endpoint) {
        return direct(event, endpoint.lane());
    }

    @Override
    public Change direct(Event event, LaneId lane) {
        Call call = call(event, lane, event.acceptedAt());
        return Change.accept(List.of(event), List.of(call));
    }

    Call call(Event event, LaneId lane, Instant now) {
        return Call.of(
                new CallId(ids.next()), event.project(), DELIVERY, lane, event.sequence(), now);
    }

    /**
     * The receivers whose ids come after a given one, in the order of their ids.
     *
     * @param after an id, or the empty text for the first page
     * @param limit how many at most, 0 or more
     */
    Page page(Event event, String after, int limit) {
        List<Subscription> wanting = endpoints.of(event.project()).wanting(event.type());
        int from = ProjectEndpoints.after(wanting, after);
        int end = Math.min(wanting.size(), from + MAX_CANDIDATES);
        List<LaneId> lanes = new ArrayList<>(Math.min(limit, end - from));
        FilterInput input = new FilterInput(event);
        String last = after;
        int at = from;
        while (at < end && lanes.size() < limit) {
            Subscription candidate = wanting.get(at);
            if (candidate.filter().matches(input)) {
                lanes.add(candidate.lane());
            }
            last = candidate.endpoint().id();
            at++;
        }
        return new Page(lanes, at < wanting.size() ? Optional.of(last) : Optional.empty());
    }

    private static Document cursor(Event event, String last) {
        String id = Sequence.text("", event.sequence());
        return Document.create(FanOut.KIND, event.project(), id, Payload.of(last));
    }
}
