package dev.ringback.server.events;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.filters.Filters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Publishes events to the recipients who get them: those of the project that want the type, and
 * whose filter is true.
 *
 * <p>Filters are asked in the project's turn. What a turn has no time for is left behind a cursor,
 * as is the rest of a large fan-out. While filters are off, whoever has one is left behind a cursor
 * of another kind, which waits until they are on.
 */
public final class Router implements Publisher {

    /** The kind of a call that delivers an event. */
    public static final String DELIVERY = "delivery";

    /** The kind of a call that starts a function by an event. */
    public static final String START = "start";

    /** The kind of a call that shows an event to the runs that wait for one. */
    public static final String MATCH = "match";

    /** Calls of one event that are committed together. */
    static final int PAGE = 1_000;

    /** Calls of all events of one change; keeps the commit that others wait for short. */
    private static final int MAX_CALLS = 10_000;

    /** Recipients that are looked at for one page; filters that let nothing through cost time. */
    private static final int MAX_CANDIDATES = 10_000;

    private final Recipients recipients;
    private final Ids ids;
    private final Filters filters;

    public Router(Recipients recipients, Ids ids, Filters filters) {
        this.recipients = recipients;
        this.ids = ids;
        this.filters = filters;
    }

    /**
     * Some of the recipients of an event.
     *
     * @param lanes theirs
     * @param next after whose id the next page starts; empty when there is none
     */
    public record Page(List<LaneId> lanes, Optional<String> next) {}

    @Override
    public Change publish(List<Event> events) {
        if (events.stream().noneMatch(this::isFiltered)) {
            return publish(events, new Sieve.Open());
        }
        if (!filters.on()) {
            return publish(events, new Sieve.Unasked());
        }
        return filters.tryInTurn(
                        events.getFirst().project(),
                        evaluation -> publish(events, new Sieve.Asked(evaluation, false)))
                .orElseGet(() -> publish(events, new Sieve.Later()));
    }

    /** Whether the filter of a recipient lets an event through; none does while they are off. */
    public boolean lets(String filter, Event event) {
        return filter.isEmpty() || filters.lets(filter, FunctionEnvelope.opened(event));
    }

    /** Whether filters may run. */
    public boolean asksFilters() {
        return filters.on();
    }

    /** The projects that have recipients. */
    Set<ProjectId> projects() {
        return recipients.projects();
    }

    private boolean isFiltered(Event event) {
        return wanting(event).filtered();
    }

    private Change publish(List<Event> events, Sieve sieve) {
        List<Call> calls = new ArrayList<>(events.size());
        List<Document> cursors = new ArrayList<>(0);
        for (Event event : events) {
            Page page = page(event, "", Math.min(PAGE, MAX_CALLS - calls.size()), sieve);
            for (LaneId lane : page.lanes()) {
                calls.add(call(event, lane, event.acceptedAt()));
            }
            page.next().ifPresent(last -> cursors.add(cursor(FanOut.KIND, event, last)));
            if (sieve instanceof Sieve.Unasked && isFiltered(event)) {
                cursors.add(cursor(FanOut.HELD, event, ""));
            }
        }
        return Change.accept(events, calls).and(Change.put(cursors.toArray(Document[]::new)));
    }

    @Override
    public Change address(Event event, LaneId lane) {
        Call call = call(event, lane, event.acceptedAt());
        return Change.accept(List.of(event), List.of(call));
    }

    Call call(Event event, LaneId lane, Instant now) {
        return Call.of(
                        new CallId(ids.next()),
                        event.project(),
                        kind(lane),
                        lane,
                        event.sequence(),
                        now)
                .in(series(lane, event.subject()));
    }

    /** The kind of the calls of a recipient's lane. */
    public String kind(LaneId lane) {
        return recipients.kind(lane);
    }

    /**
     * Of which series of a lane's calls a delivery is one: of those about its subject, where the
     * recipient asks for that. Two subjects may be of one series, and then wait for each other.
     */
    public OptionalLong series(LaneId lane, String subject) {
        if (subject.isEmpty() || !recipients.orderBySubject(lane)) {
            return OptionalLong.empty();
        }
        long series = 0;
        for (int i = 0; i < subject.length(); i++) {
            series = 31 * series + subject.charAt(i);
        }
        return OptionalLong.of(series);
    }

    /**
     * Some of the recipients of an event, with their filters asked in the project's turn.
     *
     * @param after whose ids come after this one
     */
    public Page page(Event event, String after) {
        return more(event, FanOut.KIND, after);
    }

    /**
     * More recipients of an event whose fan-out was left behind a cursor.
     *
     * @param kind of the cursor; filters are on when it is {@link FanOut#HELD}
     * @param after whose ids come after this one
     */
    Page more(Event event, String kind, String after) {
        boolean held = kind.equals(FanOut.HELD);
        if (!held && !isFiltered(event)) {
            return page(event, after, PAGE, new Sieve.Open());
        }
        if (!filters.on()) {
            return page(event, after, PAGE, new Sieve.Unasked());
        }
        return filters.inTurn(
                event.project(),
                evaluation -> page(event, after, PAGE, new Sieve.Asked(evaluation, held)));
    }

    private Page page(Event event, String after, int limit, Sieve sieve) {
        Recipients.Wanting wanting = wanting(event);
        int from = wanting.after(after);
        int end = Math.min(wanting.all().size(), from + MAX_CANDIDATES);
        List<LaneId> lanes = new ArrayList<>(Math.min(limit, end - from));
        sieve.about(event);
        boolean superseded = event.arrived().filter(Arrived::superseded).isPresent();
        String last = after;
        int at = from;
        while (at < end && lanes.size() < limit && sieve.mayGoOn()) {
            Recipient candidate = wanting.all().get(at);
            boolean left = superseded && candidate.skipsSuperseded();
            if (!left && sieve.lets(candidate)) {
                lanes.add(candidate.lane());
            }
            last = candidate.id();
            at++;
        }
        boolean done = at == wanting.all().size();
        return new Page(lanes, done ? Optional.empty() : Optional.of(last));
    }

    private Recipients.Wanting wanting(Event event) {
        return recipients.wanting(event.project(), event.type());
    }

    private static Document cursor(String kind, Event event, String last) {
        String id = Sequence.text("", event.sequence());
        return Document.create(kind, event.project(), id, Payload.of(last));
    }
}
