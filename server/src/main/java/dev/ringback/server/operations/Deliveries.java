package dev.ringback.server.operations;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.AttemptHead;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.events.Router;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deliveries to endpoints, and to webhooks that jobs named: found, and moved. */
public record Deliveries(Store store, Calls engine, DirectWebhooks direct) {

    /** The delivery of that id; empty when the project has none. */
    public Optional<Call> find(ProjectId project, String id) {
        return CallId.parse(id)
                .flatMap(each -> store.call(project, each))
                .filter(call -> call.kind().equals(Router.DELIVERY));
    }

    /**
     * A page of them. What is dead and was delivered later is not among the dead.
     *
     * @param query of deliveries
     * @param cause of what they died, where only those are wanted
     */
    public Found<FoundDelivery> page(CallQuery query, Optional<String> cause) {
        Found<Call> found =
                cause.map(each -> new DeadCauses(store).page(query, each))
                        .orElseGet(() -> calls(query));
        return new Found<>(shown(found.entries()), found.searchedTo());
    }

    private Found<Call> calls(CallQuery query) {
        return query.state().equals(Optional.of(StateName.DEAD))
                ? new StillDead(store).page(query)
                : store.calls(query);
    }

    /** The same of those that deliver one event. */
    public Found<FoundDelivery> page(CallQuery query, Optional<String> cause, EventId id) {
        Optional<Event> event = new StoredEvents(store).find(query.project(), id);
        return event.map(each -> page(query.carrying(each.sequence()), cause))
                .orElseGet(() -> Found.all(List.of()));
    }

    /** One with what people want to know of it. */
    public FoundDelivery shown(Call call) {
        return shown(List.of(call)).getFirst();
    }

    private List<FoundDelivery> shown(List<Call> calls) {
        List<Long> sequences = calls.stream().map(Call::event).distinct().toList();
        Map<Long, EventHead> events = new HashMap<>();
        store.heads(sequences).forEach(event -> events.put(event.sequence(), event));
        Map<CallId, AttemptHead> last = new HashMap<>();
        lastAttempts(calls).forEach(attempt -> last.put(attempt.call(), attempt));
        Map<CallId, CallId> later = new LaterDeliveries(store).of(calls);
        return calls.stream()
                .map(call -> {
                    Optional<EventHead> event = Optional.ofNullable(events.get(call.event()));
                    return new FoundDelivery(
                            engine.activity().shown(call),
                            event,
                            Optional.ofNullable(last.get(call.id())),
                            Optional.ofNullable(later.get(call.id())),
                            url(call, event));
                })
                .toList();
    }

    private List<AttemptHead> lastAttempts(List<Call> calls) {
        List<CallId> tried =
                calls.stream().filter(call -> call.attempts() > 0).map(Call::id).toList();
        return tried.isEmpty() ? List.of() : store.lastAttempts(tried);
    }

    private Optional<URI> url(Call call, Optional<EventHead> event) {
        return DirectWebhook.isLane(call.lane())
                ? event.flatMap(each -> direct.url(call.project(), each.subject()))
                : Optional.empty();
    }

    /** What came of each of its attempts, in order. */
    public List<Attempt> attempts(Call call) {
        return store.attempts(call.id());
    }

    /** Makes one that waits due at once. */
    public Move retry(Call call) {
        return engine.moves().hasten(call.project(), call.id());
    }

    /** Calls off one that has not ended. */
    public Move cancel(Call call) {
        return engine.moves().cancel(call.project(), call.id());
    }
}
