package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Router;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/**
 * The route that makes one new delivery of one old one, to its receiver or to another endpoint.
 *
 * @param series of which series of a receiver's deliveries one about a subject is
 */
public record ResendRoute(
        Surface surface,
        Store store,
        Endpoints endpoints,
        DeliveryRoutes deliveries,
        BiFunction<LaneId, String, OptionalLong> series,
        Clock time,
        Ids ids) {

    /** It as a route. */
    public Route route() {
        return surface.change("POST", "/api/v1/deliveries/{id}/resend", Scope.WRITE, this::resend);
    }

    private Decision resend(HttpRequest request, Caller caller) {
        Optional<Call> old = deliveries.find(request, caller);
        if (old.isEmpty()) {
            return new Decision.Answer(Problems.notFound("delivery"));
        }
        return RequestBodies.decide(
                request,
                fields -> {
                    Optional<LaneId> other =
                            RequestBodies.word(
                                    fields,
                                    "endpoint",
                                    "an endpoint of this project",
                                    text ->
                                            endpoints
                                                    .find(caller.project(), text)
                                                    .map(Endpoint::lane));
                    return () -> again(old.get(), other.orElse(old.get().lane()));
                });
    }

    private Decision again(Call old, LaneId receiver) {
        Optional<EventHead> event = store.heads(List.of(old.event())).stream().findFirst();
        if (event.isEmpty()) {
            return impossible("its event is no longer kept");
        }
        if (!DirectWebhook.isLane(receiver) && endpoints.find(receiver).isEmpty()) {
            return impossible("its endpoint is gone; name another one in endpoint");
        }
        if (old.lane().equals(receiver) && old.state().name() == StateName.WAITING) {
            return impossible("it still waits; POST to its /retry makes it due now");
        }
        Instant now = time.now();
        Call made =
                Call.of(
                                new CallId(ids.next()),
                                old.project(),
                                Router.DELIVERY,
                                receiver,
                                old.event(),
                                now)
                        .in(series.apply(receiver, event.get().subject()));
        return Decision.write(
                Change.accept(List.of(), List.of(made)),
                HttpResponse.of(202, deliveries.view(made)));
    }

    private static Decision impossible(String why) {
        return new Decision.Answer(
                Problems.of(
                        409,
                        "not_possible",
                        "the delivery cannot be made again: %s".formatted(why)));
    }
}
