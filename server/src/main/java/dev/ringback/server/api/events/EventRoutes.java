package dev.ringback.server.api.events;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Problem;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.FieldError;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.events.GivenIds.Taken;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.QueryFields;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.events.FanOut;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.reading.StartedFunctions;
import dev.ringback.server.functions.wire.KnownEvents;
import dev.ringback.server.operations.FilterTroubles;
import dev.ringback.server.operations.ModelJobs;
import dev.ringback.server.operations.StoredEvents;
import dev.ringback.server.operations.UnmatchedEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The routes under {@code /api/v1/events}. */
public final class EventRoutes {

    private static final String PATH = "/api/v1/events";
    private static final HttpResponse CROWDED =
            Problems.later(
                    Problems.of(
                            503,
                            "overloaded",
                            "the project has %d events that are still being fanned out; try again"
                                    .formatted(FanOut.MAX_UNFINISHED)));

    private final Surface surface;
    private final Store store;
    private final GivenIds given;
    private final Publisher publisher;
    private final Predicate<ProjectId> crowded;
    private final FilterTroubles filters;
    private final ModelJobs jobs;
    private final Function<Event, List<StartedFunctions.View>> functions;
    private final Clock time;
    private final Ids ids;

    public EventRoutes(
            Surface surface,
            Store store,
            Publisher publisher,
            Predicate<ProjectId> crowded,
            FilterTroubles filters,
            ModelJobs jobs,
            Function<Event, List<StartedFunctions.View>> functions,
            Clock time,
            Ids ids) {
        this.surface = surface;
        this.store = store;
        this.given = new GivenIds(store);
        this.publisher = publisher;
        this.crowded = crowded;
        this.filters = filters;
        this.jobs = jobs;
        this.functions = functions;
        this.time = time;
        this.ids = ids;
    }

    public List<Route> routes() {
        return List.of(
                surface.store(PATH, Scope.INGEST, ApiLimits.EVENTS_BODY, this::publish),
                surface.list(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show));
    }

    private Decision publish(HttpRequest request, Caller caller) {
        return switch (EventReader.read(request.body())) {
            case EventSubmission.One(EventDraft submitted) ->
                    Presumption.of(submitted, "", id -> jobs.isNamed(caller.project(), id))
                            .map(EventRoutes::refused)
                            .orElseGet(() -> one(submitted, caller.project()));
            case EventSubmission.Many(List<EventDraft> submitted) ->
                    many(submitted, caller.project());
            case EventSubmission.Malformed(Problem problem) -> refused(problem);
        };
    }

    private static Decision refused(Problem problem) {
        return new Decision.Answer(problem.toResponse());
    }

    private Decision one(EventDraft submitted, ProjectId project) {
        Event event = event(submitted, project, time.now());
        // Whether its id is known is found out by the commit: nearly all are new.
        Change change = publisher.publish(List.of(event));
        if (isCrowded(change, project)) {
            return new Decision.Answer(CROWDED);
        }
        Acceptance accepted = Acceptance.of(event, false, change);
        return checked(change, List.of(submitted), List.of(event), List.of(accepted), false);
    }

    private Decision many(List<EventDraft> submitted, ProjectId project) {
        // Events of one request are mostly about a few things, each of which is looked up once.
        Map<String, Boolean> named = new HashMap<>();
        Predicate<String> isNamed =
                id -> named.computeIfAbsent(id, each -> jobs.isNamed(project, each));
        for (int i = 0; i < submitted.size(); i++) {
            var problem = Presumption.of(submitted.get(i), "[" + i + "].", isNamed);
            if (problem.isPresent()) {
                return refused(problem.get());
            }
        }
        Instant now = time.now();
        List<Event> all = new ArrayList<>(submitted.size());
        Map<EventId, EventDraft> first = new HashMap<>();
        List<Event> events = new ArrayList<>(submitted.size());
        Set<EventId> known = new HashSet<>();
        for (int i = 0; i < submitted.size(); i++) {
            EventDraft draft = submitted.get(i);
            Event event = event(draft, project, now);
            EventDraft earlier = first.putIfAbsent(event.id(), draft);
            Taken taken = earlier == null ? given.of(project, draft) : Taken.NEW;
            if (taken == Taken.OTHER || (earlier != null && !GivenIds.isLike(earlier, draft))) {
                return new Decision.Answer(reused("[" + i + "].id", event.id()));
            }
            if (taken == Taken.SAME) {
                known.add(event.id());
            }
            if (earlier == null) {
                events.add(event);
            }
            all.add(event);
        }
        Change change = publisher.publish(events);
        if (isCrowded(change, project)) {
            return new Decision.Answer(CROWDED);
        }
        return checked(change, submitted, all, Acceptance.of(all, known, change), true);
    }

    /** What is answered: looked up where the commit left an event out, for its id was known. */
    private Decision checked(
            Change change,
            List<EventDraft> drafts,
            List<Event> events,
            List<Acceptance> accepted,
            boolean many) {
        HttpResponse.Whole answer = Acceptance.answer(accepted, many);
        if (drafts.stream().allMatch(draft -> draft.id().isEmpty())) {
            return Decision.write(change, answer);
        }
        return new Decision.Checked(
                change,
                answer,
                done -> {
                    List<Acceptance> told = new ArrayList<>(accepted);
                    for (int i = 0; i < events.size(); i++) {
                        EventDraft draft = drafts.get(i);
                        Event event = events.get(i);
                        if (done.duplicates().contains(event.sequence())
                                && !told.get(i).duplicate()) {
                            switch (given.after(event, draft)) {
                                case NEW -> {}
                                case SAME -> told.set(i, Acceptance.again(event));
                                case OTHER -> {
                                    return reused(many ? "[" + i + "].id" : "id", event.id());
                                }
                            }
                        }
                    }
                    return Acceptance.answer(told, many);
                });
    }

    private static HttpResponse reused(String field, EventId id) {
        return Problems.of(
                409,
                "event_id_reused",
                "%s: the event %s was taken before, with other content"
                        .formatted(field, id.value()));
    }

    private boolean isCrowded(Change change, ProjectId project) {
        return change.puts().stream().anyMatch(put -> put.kind().equals(FanOut.KIND))
                && crowded.test(project);
    }

    private Event event(EventDraft submitted, ProjectId project, Instant now) {
        long sequence = ids.next();
        EventId id = submitted.id().map(EventId::new).orElseGet(() -> EventId.of(sequence));
        return submitted.event(sequence, id, project, now);
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        var fields = new QueryFields(request);
        int limit = fields.limit();
        Optional<String> id = fields.text("id");
        // It was called otherwise once.
        Optional<String> type = fields.glob("event_type").or(() -> fields.glob("type"));
        var query =
                new EventQuery(
                        caller.project(),
                        type,
                        type.filter(InternalEvents::is).isPresent()
                                ? Optional.empty()
                                : Optional.of(InternalEvents.ALL),
                        fields.text("source"),
                        fields.word("origin", MadeBy.CHOICES, MadeBy::glob),
                        fields.moment("from"),
                        fields.moment("to"),
                        fields.flag("unmatched"),
                        fields.before(),
                        limit);
        List<FieldError> faults = fields.faults();
        if (!faults.isEmpty()) {
            return Problems.badRequest(faults);
        }
        Found<EventHead> found =
                id.isPresent() ? Found.all(only(id.get(), caller.project())) : events(query);
        Firsts firsts = Firsts.of(found.entries(), store);
        return Page.of(found, limit, (EventHead event) -> EventView.of(event, firsts))
                .answer(request);
    }

    private Found<EventHead> events(EventQuery query) {
        return query.unmatched() ? new UnmatchedEvents(store).page(query) : store.events(query);
    }

    private List<EventHead> only(String id, ProjectId project) {
        return find(id, project).map(EventHead::of).stream().toList();
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return find(request.parameter("id"), caller.project())
                .map(event ->
                        HttpResponse.of(
                                200,
                                EventView.of(
                                        event,
                                        Firsts.of(List.of(EventHead.of(event)), store),
                                        deliveries(event),
                                        filters.of(event),
                                        functions.apply(event))))
                .orElseGet(() -> Problems.notFound("event"));
    }

    private CallCounts deliveries(Event event) {
        return store.counts(event.project(), Router.DELIVERY, event.sequence());
    }

    private Optional<Event> read(ProjectId project, EventId id) {
        return new StoredEvents(store).find(project, id);
    }

    /** By the id that it has, or that its sender was answered who sent it as SDKs do. */
    private Optional<Event> find(String id, ProjectId project) {
        return Optional.of(id)
                .filter(EventId::valid)
                .flatMap(text -> read(project, new EventId(text)))
                .or(() -> new KnownEvents(store).find(project, id));
    }
}
