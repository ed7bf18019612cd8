package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Found;
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
import dev.ringback.server.events.Router;
import dev.ringback.server.operations.DeadCauses;
import dev.ringback.server.operations.Deliveries;
import dev.ringback.server.operations.FoundDelivery;
import java.util.List;
import java.util.Optional;

/** The routes under {@code /api/v1/deliveries}. */
public record DeliveryRoutes(Surface surface, Deliveries deliveries) {

    private static final String PATH = "/api/v1/deliveries";

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                surface.list(PATH, Scope.READ, this::list),
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
        Found<FoundDelivery> found =
                eventId.map(id -> deliveries.page(query, cause, id))
                        .orElseGet(() -> deliveries.page(query, cause));
        return Page.of(found, limit, DeliveryView::of).answer(request);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        Optional<Call> call = find(request, caller);
        if (call.isEmpty()) {
            return Problems.notFound("delivery");
        }
        var attempts =
                deliveries.attempts(call.get()).stream().map(DeliveryView.AttemptView::of).toList();
        return HttpResponse.of(200, new DeliveryView.WithAttempts(view(call.get()), attempts));
    }

    private Decision retry(HttpRequest request, Caller caller) {
        Optional<Call> call = find(request, caller);
        return call.isEmpty()
                ? new Decision.Answer(Problems.notFound("delivery"))
                : moved(deliveries.retry(call.get()), "retried");
    }

    private Decision cancel(HttpRequest request, Caller caller) {
        Optional<Call> call = find(request, caller);
        if (call.isEmpty()) {
            return new Decision.Answer(Problems.notFound("delivery"));
        }
        if (call.get().state() instanceof CallState.Cancelled) {
            return new Decision.Done(HttpResponse.of(200, view(call.get())));
        }
        return moved(deliveries.cancel(call.get()), "cancelled");
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

    private DeliveryView view(Call call) {
        return DeliveryView.of(deliveries.shown(call));
    }

    private Optional<Call> find(HttpRequest request, Caller caller) {
        return deliveries.find(caller.project(), request.parameter("id"));
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
