package dev.ringback.server.api.endpoints;

import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.OperationalTypes;
import dev.ringback.server.vault.Secret;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The routes under {@code /api/v1/endpoints} that make, show, change and remove endpoints. */
record EndpointRoutes(
        Surface surface,
        Endpoints endpoints,
        EndpointWrites writes,
        EndpointFields reader,
        Clock time,
        RandomGenerator random) {

    static final String PATH = "/api/v1/endpoints";

    private static final Comparator<Endpoint> NEWEST_FIRST =
            Comparator.comparing(Endpoint::createdAt).thenComparing(Endpoint::id).reversed();

    List<Route> routes() {
        return List.of(
                surface.store(PATH, Scope.WRITE, ApiLimits.BODY, this::create),
                surface.list(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show),
                surface.change("PATCH", PATH + "/{id}", Scope.WRITE, this::change),
                surface.change("DELETE", PATH + "/{id}", Scope.WRITE, this::delete));
    }

    private Decision create(HttpRequest request, Caller caller) {
        return RequestBodies.decide(
                request,
                fields -> {
                    Secret secret = reader.secret(fields);
                    String id = Endpoint.newId(random);
                    Instant now = time.now();
                    Endpoint blank = EndpointDefaults.of(id, caller.project(), secret, now);
                    Endpoint made = reader.read(fields, blank, now);
                    return () -> made(made, secret);
                });
    }

    private Decision made(Endpoint made, Secret secret) {
        if (endpoints.list(made.project()).size() >= ApiLimits.ENDPOINTS) {
            return new Decision.Answer(
                    Problems.of(
                            409,
                            "too_many",
                            "the project has %d endpoints already".formatted(ApiLimits.ENDPOINTS)));
        }
        return tooManyTold(made)
                .orElseGet(() ->
                        writes.save(
                                made,
                                HttpResponse.of(201, EndpointView.WithSecret.of(made, secret))));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        List<Endpoint> all =
                endpoints.list(caller.project()).stream().sorted(NEWEST_FIRST).toList();
        return Page.answer(request, all, EndpointRoutes::place, EndpointView::of);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return find(request, caller)
                .<HttpResponse>map(each ->
                        EndpointWrites.tag(each)
                                .shown(request, HttpResponse.of(200, EndpointView.of(each))))
                .orElseGet(() -> Problems.notFound("endpoint"));
    }

    private Decision change(HttpRequest request, Caller caller) {
        return matching(
                request,
                caller,
                endpoint ->
                        RequestBodies.decide(
                                request,
                                fields -> {
                                    Endpoint next = reader.read(fields, endpoint, time.now());
                                    return () -> changed(endpoint, next);
                                }));
    }

    private Decision changed(Endpoint former, Endpoint next) {
        if (next.isSetAs(former)) {
            return new Decision.Answer(
                    EndpointWrites.tag(former).on(HttpResponse.of(200, EndpointView.of(former))));
        }
        return tooManyTold(next)
                .orElseGet(() -> writes.save(next, HttpResponse.of(200, EndpointView.of(next))));
    }

    /** Each endpoint that fails is told to all of these. */
    private Optional<Decision> tooManyTold(Endpoint next) {
        boolean before =
                endpoints
                        .find(next.project(), next.id())
                        .filter(known -> OperationalTypes.isNamedBy(known.eventTypes()))
                        .isPresent();
        if (before || !OperationalTypes.isNamedBy(next.eventTypes())) {
            return Optional.empty();
        }
        long others =
                endpoints.list(next.project()).stream()
                        .filter(each -> !each.id().equals(next.id()))
                        .filter(each -> OperationalTypes.isNamedBy(each.eventTypes()))
                        .count();
        return others < OperationalTypes.MAX_NAMING
                ? Optional.empty()
                : Optional.of(
                        new Decision.Answer(
                                Problems.of(
                                        409,
                                        "too_many",
                                        ("the project has %d endpoints already whose event_types"
                                                        + " name %s or %s")
                                                .formatted(
                                                        OperationalTypes.MAX_NAMING,
                                                        OperationalTypes.ENDPOINT_DISABLED,
                                                        OperationalTypes.DELIVERY_DEAD))));
    }

    private Decision delete(HttpRequest request, Caller caller) {
        return matching(request, caller, writes::remove);
    }

    /** Decides about an endpoint that exists and is at the revision that the caller expects. */
    private Decision matching(
            HttpRequest request, Caller caller, Function<Endpoint, Decision> deciding) {
        Optional<Endpoint> endpoint = find(request, caller);
        if (endpoint.isEmpty()) {
            return new Decision.Answer(Problems.notFound("endpoint"));
        }
        return EndpointWrites.tag(endpoint.get())
                .refuses(request, "endpoint")
                .<Decision>map(Decision.Answer::new)
                .orElseGet(() -> deciding.apply(endpoint.get()));
    }

    private Optional<Endpoint> find(HttpRequest request, Caller caller) {
        return endpoints.find(caller.project(), request.parameter("id"));
    }

    private static String place(Endpoint endpoint) {
        return Page.place(endpoint.createdAt(), endpoint.id());
    }
}
