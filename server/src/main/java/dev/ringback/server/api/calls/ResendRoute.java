package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.operations.Deliveries;
import dev.ringback.server.operations.Resending;
import java.util.List;
import java.util.Optional;

/** The route that makes one new delivery of one old one, to its receiver or to another endpoint. */
public record ResendRoute(
        Surface surface, Endpoints endpoints, Deliveries deliveries, Resending resending) {

    /** It as a route. */
    public Route route() {
        return surface.change("POST", "/api/v1/deliveries/{id}/resend", Scope.WRITE, this::resend);
    }

    private Decision resend(HttpRequest request, Caller caller) {
        Optional<Call> old = deliveries.find(caller.project(), request.parameter("id"));
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
        return switch (resending.again(old, receiver)) {
            case Resending.Again.Made(Call made) ->
                    Decision.write(
                            Change.accept(List.of(), List.of(made)),
                            HttpResponse.of(202, DeliveryView.of(deliveries.shown(made))));
            case Resending.Again.Impossible(String why) -> impossible(why);
        };
    }

    private static Decision impossible(String why) {
        return new Decision.Answer(
                Problems.of(
                        409,
                        "not_possible",
                        "the delivery cannot be made again: %s".formatted(why)));
    }
}
