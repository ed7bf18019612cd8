package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.AttemptHead;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.FieldError;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.QueryFields;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.events.Router;
import dev.ringback.server.operations.DeadCauses;
import dev.ringback.server.operations.LaterDeliveries;
import dev.ringback.server.operations.StoredEvents;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes under {@code /api/v1/deliveries}. */
public final class DeliveryRoutes {

    private static final String PATH = "/api/v1/deliveries";

    private final Surface surface;
    private final Store store;
    private final Calls engine;
    private final DirectWebhooks direct;

    public DeliveryRoutes(Surface surface, Store store, Calls engine, DirectWebhooks direct) {
        this.surface = surface;
        this.store = store;
        this.engine = engine;
        this.direct = direct;
    }

    public List<Route> routes() {
        return List.of(
                surface.look(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show),
                surface.change("POST", PATH + "/{id}/retry", Scope.WRITE, this::retry),
                surface.change("POST", PATH + "/{id}/cancel", Scope.WRITE, this::cancel));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        var fields = new QueryFields(request);
        int limit = fields.limit();
        Optional<StateName> state = state(fields);
        Optional<String> cause = cause(fields, state);
        Optional<EventId> eventId = eventId(fields);
        var query =
                new CallQuery(
                        caller.project(),
                        Optional.of(Router.DELIVERY),
                        fields.lane("endpoint", caller.project()),
                        cause.map(_ -> StateName.DEAD).or(() -> state),
                        Optional.empty(),
                        fields.glob("event_type"),
                        fields.moment("from"),
                        fields.moment("to"),
                        fields.before(),
                        limit);
        List<FieldError> faults = fields.faults();
        if (!faults.isEmpty()) {
            return Problems.badRequest(faults);
        }
        if (eventId.isEmpty()) {
            return HttpResponse.of(200, page(found(query, cause), limit));
        }
        Optional<Event> event = new StoredEvents(store).find(caller.project(), eventId.get());
        return HttpResponse.of(
                200,
                event.map(each -> page(found(carrying(query, each), cause), limit))
                        .orElseGet(() -> Page.last(List.of())));
    }

    private Found<Call> found(CallQuery query, Optional<String> cause) {
        return cause.map(each -> new DeadCauses(store).page(query, each))
                .orElseGet(() -> store.calls(query));
    }

    private static CallQuery carrying(CallQuery query, Event event) {
        return new CallQuery(
                query.project(),
                query.kind(),
                query.lane(),
                query.state(),
                Optional.of(event.sequence()),
                query.eventType(),
                query.from(),
                query.to(),
                query.before(),
                query.limit());
    }

    private Page<DeliveryView> page(Found<Call> found, int limit) {
        List<Long> sequences = found.entries().stream().map(Call::event).distinct().toList();
        Map<Long, EventHead> events = new HashMap<>();
        store.heads(sequences).forEach(event -> events.put(event.sequence(), event));
        Map<CallId, AttemptHead> last = new HashMap<>();
        lastAttempts(found.entries()).forEach(attempt -> last.put(attempt.call(), attempt));
        Map<CallId, CallId> by = new LaterDeliveries(store).of(found.entries());
        return Page.of(
                found,
                limit,
                call ->
                        view(
                                call,
                                Optional.ofNullable(events.get(call.event())),
                                Optional.ofNullable(last.get(call.id())),
                                Optional.ofNullable(by.get(call.id()))));
    }

    private List<AttemptHead> lastAttempts(List<Call> calls) {
        List<CallId> tried =
                calls.stream().filter(call -> call.attempts() > 0).map(Call::id).toList();
        return tried.isEmpty() ? List.of() : store.lastAttempts(tried);
    }

    DeliveryView view(Call call) {
        return view(
                call,
                store.heads(List.of(call.event())).stream().findFirst(),
                lastAttempts(List.of(call)).stream().findFirst(),
                new LaterDeliveries(store).of(List.of(call)).values().stream().findFirst());
    }

    private DeliveryView view(
            Call call, Optional<EventHead> event, Optional<AttemptHead> last, Optional<CallId> by) {
        Optional<URI> url =
                DirectWebhook.isLane(call.lane())
                        ? event.flatMap(each -> direct.url(call.project(), each.subject()))
                        : Optional.empty();
        return DeliveryView.of(engine.activity().shown(call), event, last, by, url);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        Optional<Call> call = find(request, caller);
        if (call.isEmpty()) {
            return Problems.notFound("delivery");
        }
        var attempts =
                store.attempts(call.get().id()).stream().map(DeliveryView.AttemptView::of).toList();
        return HttpResponse.of(200, new DeliveryView.WithAttempts(view(call.get()), attempts));
    }

    private Decision retry(HttpRequest request, Caller caller) {
        Optional<Call> call = find(request, caller);
        return call.isEmpty()
                ? new Decision.Answer(Problems.notFound("delivery"))
                : moved(engine.moves().hasten(caller.project(), call.get().id()), "retried");
    }

    private Decision cancel(HttpRequest request, Caller caller) {
        Optional<Call> call = find(request, caller);
        if (call.isEmpty()) {
            return new Decision.Answer(Problems.notFound("delivery"));
        }
        if (call.get().state() instanceof CallState.Cancelled) {
            return new Decision.Done(HttpResponse.of(200, view(call.get())));
        }
        return moved(engine.moves().cancel(caller.project(), call.get().id()), "cancelled");
    }

    private Decision moved(Move move, String wish) {
        return switch (move) {
            case Move.Moved(Call call) -> new Decision.Done(HttpResponse.of(200, view(call)));
            case Move.NotFound _ -> new Decision.Answer(Problems.notFound("delivery"));
            case Move.Impossible(String why) ->
                    new Decision.Answer(
                            Problems.of(
                                    409,
                                    "not_possible",
                                    "the delivery cannot be %s: %s. To deliver again what is"
                                                    .formatted(wish, why)
                                            + " finished, POST to its /resend, or to"
                                            + " /api/v1/replays for many"));
            case Move.NotCommitted(var result) -> new Decision.Answer(Problems.notTaken(result));
        };
    }

    Optional<Call> find(HttpRequest request, Caller caller) {
        return CallId.parse(request.parameter("id"))
                .flatMap(id -> store.call(caller.project(), id))
                .filter(call -> call.kind().equals(Router.DELIVERY));
    }

    private static Optional<StateName> state(QueryFields fields) {
        return fields.word(
                "state",
                "waiting, succeeded, dead or cancelled",
                word -> StateName.parse(word).filter(each -> each != StateName.RUNNING));
    }

    private static Optional<String> cause(QueryFields fields, Optional<StateName> state) {
        boolean dead = state.stream().allMatch(each -> each == StateName.DEAD);
        return fields.word(
                "cause",
                dead ? DeadCauses.CHOICES : "asked for with another state: only the dead have one",
                word -> Optional.of(word).filter(each -> dead && DeadCauses.isOne(each)));
    }

    private static Optional<EventId> eventId(QueryFields fields) {
        return fields.word(
                "event",
                "an event's id",
                text -> Optional.of(text).filter(EventId::valid).map(EventId::new));
    }
}
