package dev.ringback.server.api.calls;

import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Router;
import dev.ringback.server.operations.ReplaySelection;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The route that sends an endpoint what it missed: while it was disabled, or before it was there.
 */
public record RecoverRoute(
        Surface surface, Endpoints endpoints, Router router, ReplayRoutes replays, Clock time) {

    /** It as a route. */
    public Route route() {
        return surface.change("POST", "/api/v1/endpoints/{id}/recover", Scope.WRITE, this::recover);
    }

    private Decision recover(HttpRequest request, Caller caller) {
        Optional<Endpoint> endpoint = endpoints.find(caller.project(), request.parameter("id"));
        return endpoint.map(
                        each -> RequestBodies.decide(request, fields -> read(fields, each, caller)))
                .orElseGet(() -> new Decision.Answer(Problems.notFound("endpoint")));
    }

    private Supplier<Decision> read(JsonFields fields, Endpoint endpoint, Caller caller) {
        Optional<Instant> since = fields.instant("since");
        if (since.isEmpty() && fields.problems().isEmpty()) {
            fields.problem("since", "is required: the time from which on events were missed");
        }
        if (since.filter(time.now()::isBefore).isPresent()) {
            fields.problem("since", "must not lie ahead");
        }
        double rate = fields.number("rate_per_second", 0, ApiLimits.REPLAY_RATE).orElse(0.0);
        boolean dry = fields.bool("dry_run").orElse(false);
        return () -> begin(endpoint, since.orElseThrow(), rate, dry, caller);
    }

    private Decision begin(
            Endpoint endpoint, Instant since, double rate, boolean dry, Caller caller) {
        if (!endpoint.filter().isEmpty() && !router.asksFilters()) {
            return new Decision.Answer(
                    Problems.of(
                            409,
                            "not_possible",
                            "filters are off, and the endpoint has one: nobody can say what is for"
                                    + " it"));
        }
        var selection = new ReplaySelection.Missed(endpoint.lane(), since);
        return replays.begin(selection, rate, dry, caller);
    }
}
