package dev.ringback.server.api.endpoints;

import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Router;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The route that says how an endpoint is doing. */
record EndpointStats(Surface surface, Endpoints endpoints, Store store, Calls engine) {

    List<Route> routes() {
        return List.of(surface.look(EndpointRoutes.PATH + "/{id}/stats", Scope.READ, this::stats));
    }

    /** How an endpoint is doing. */
    private record Stats(
            CallCounts deliveries,
            int running,
            Optional<Instant> oldestDueAt,
            String breaker,
            Optional<Instant> breakerOpenUntil,
            Optional<Instant> failingSince) {}

    private HttpResponse stats(HttpRequest request, Caller caller) {
        return endpoints
                .find(caller.project(), request.parameter("id"))
                .map(endpoint -> HttpResponse.of(200, of(endpoint)))
                .orElseGet(() -> Problems.notFound("endpoint"));
    }

    private Stats of(Endpoint endpoint) {
        Optional<LaneStatus> lane = engine.activity().lane(endpoint.lane());
        Breaker breaker = lane.map(LaneStatus::breaker).orElseGet(Breaker::closed);
        return new Stats(
                store.counts(endpoint.project(), Router.DELIVERY, endpoint.lane()),
                lane.map(LaneStatus::running).orElse(0),
                lane.flatMap(LaneStatus::oldestDueAt),
                word(breaker),
                openUntil(breaker),
                endpoint.failingSince());
    }

    private static String word(Breaker breaker) {
        return switch (breaker) {
            case Breaker.Closed _ -> "closed";
            case Breaker.Open _ -> "open";
            case Breaker.HalfOpen _ -> "half_open";
        };
    }

    private static Optional<Instant> openUntil(Breaker breaker) {
        return switch (breaker) {
            case Breaker.Open open -> Optional.of(open.until());
            case Breaker.Closed _, Breaker.HalfOpen _ -> Optional.empty();
        };
    }
}
