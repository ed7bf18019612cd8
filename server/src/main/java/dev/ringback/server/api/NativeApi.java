package dev.ringback.server.api;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.Route;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.Leftovers;
import dev.ringback.server.access.Projects;
import dev.ringback.server.api.calls.CauseRoute;
import dev.ringback.server.api.calls.DeliveryRoutes;
import dev.ringback.server.api.calls.JobRoutes;
import dev.ringback.server.api.calls.RecoverRoute;
import dev.ringback.server.api.calls.ReplayRoutes;
import dev.ringback.server.api.calls.ResendRoute;
import dev.ringback.server.api.endpoints.EndpointApi;
import dev.ringback.server.api.endpoints.EndpointEdits;
import dev.ringback.server.api.events.EventRoutes;
import dev.ringback.server.api.events.FilterRoutes;
import dev.ringback.server.api.functions.AppApi;
import dev.ringback.server.api.functions.FunctionApi;
import dev.ringback.server.api.functions.FunctionRunRoutes;
import dev.ringback.server.api.functions.RerunRoute;
import dev.ringback.server.api.sources.SourceApi;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Router;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.functions.Functions;
import dev.ringback.server.functions.wire.KnownEvents;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.operations.Deliveries;
import dev.ringback.server.operations.FilterTroubles;
import dev.ringback.server.operations.LiveWorld;
import dev.ringback.server.operations.ModelJobs;
import dev.ringback.server.operations.OrphanedCalls;
import dev.ringback.server.operations.Repeatable;
import dev.ringback.server.operations.RepeatableRequests;
import dev.ringback.server.operations.RepeatableRuns;
import dev.ringback.server.operations.Replays;
import dev.ringback.server.operations.Resending;
import dev.ringback.server.receiving.Receiving;
import dev.ringback.server.vault.Vault;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The native API under {@code /api/v1}: its routes, and what it does in the background. */
public final class NativeApi implements Feature {

    private final List<Route> routes;
    private final Replays replays;
    private final OrphanedCalls orphans;
    private final EndpointEdits edits;

    /**
     * Where events go.
     *
     * @param endpoints the registry
     * @param codec writes endpoints down
     * @param router works out who gets an event
     * @param crowded whether so much of a project is still being fanned out that no more may come
     * @param filters asks whether an endpoint wants an event
     * @param urls the rule for their URLs
     * @param vault encrypts answers that are kept
     * @param jobs what model servers are asked
     */
    public record Routing(
            Endpoints endpoints,
            EndpointCodec codec,
            Router router,
            Predicate<ProjectId> crowded,
            Filters filters,
            Function<String, UrlCheck> urls,
            Vault vault,
            ModelJobs jobs) {}

    /**
     * Who may do what.
     *
     * @param guard lets requests through
     * @param keys the API keys
     * @param projects the tenants
     * @param leftovers removes what is left of those that were deleted
     */
    public record Access(Guard guard, Keys keys, Projects projects, Leftovers leftovers) {}

    public NativeApi(
            Ground ground,
            Routing routing,
            Access access,
            Receiving receiving,
            Functions functions) {
        Store store = ground.store();
        Time time = ground.time();
        Endpoints endpoints = routing.endpoints();
        var surface = new Surface(access.guard(), ground.engine(), store, routing.vault(), time);
        var repeatable =
                new Repeatable(
                        new RepeatableRuns(
                                functions.reading().search(),
                                functions.running().kept(),
                                functions.running().repeats()),
                        new RepeatableRequests(receiving.remaking(), routing.crowded()));
        replays =
                new Replays(
                        store,
                        ground.engine(),
                        new LiveWorld(endpoints, routing.router(), store, ground.budget()),
                        repeatable,
                        time,
                        ground.ids());
        orphans = new OrphanedCalls(store, ground.engine());
        var endpointApi =
                new EndpointApi(
                        surface,
                        endpoints,
                        routing.codec(),
                        orphans,
                        routing.urls(),
                        routing.router());
        edits = endpointApi.edits(ground);
        var deliveries =
                new Deliveries(store, ground.engine(), new DirectWebhooks(store, routing.vault()));
        var replayRoutes =
                new ReplayRoutes(
                        surface,
                        store,
                        replays,
                        new ReplayRoutes.Replayed(
                                endpoints, functions.apps(), receiving.sources(), repeatable),
                        time,
                        ground.ids());
        routes =
                Stream.of(
                                endpointApi.routes(ground),
                                new EventRoutes(
                                                surface,
                                                store,
                                                routing.router(),
                                                routing.crowded(),
                                                new FilterTroubles(endpoints, routing.filters()),
                                                routing.jobs(),
                                                functions.started()::of,
                                                time,
                                                ground.ids())
                                        .routes(),
                                new FunctionRunRoutes(
                                                surface,
                                                functions.apps(),
                                                new KnownEvents(store),
                                                functions.reading(),
                                                functions.steering())
                                        .routes(),
                                new AppApi(
                                                surface,
                                                functions.apps(),
                                                functions.syncing(),
                                                routing.urls())
                                        .routes(),
                                new FunctionApi(surface, functions.apps(), functions.crons(), time)
                                        .routes(),
                                new FilterRoutes(surface, routing.filters(), time).routes(),
                                new SourceApi(surface, receiving, routing.urls()).routes(ground),
                                new JobRoutes(surface, store, ground.engine(), routing.jobs())
                                        .routes(),
                                List.of(new CauseRoute(surface, store, deliveries).route()),
                                new DeliveryRoutes(surface, deliveries).routes(),
                                List.of(
                                        new ResendRoute(
                                                        surface,
                                                        endpoints,
                                                        deliveries,
                                                        new Resending(
                                                                store,
                                                                endpoints,
                                                                routing.router()::series,
                                                                time,
                                                                ground.ids()))
                                                .route()),
                                replayRoutes.routes(),
                                List.of(
                                        new RecoverRoute(
                                                        surface,
                                                        endpoints,
                                                        routing.router(),
                                                        replayRoutes,
                                                        time)
                                                .route()),
                                List.of(
                                        new RerunRoute(
                                                        surface,
                                                        functions.reading(),
                                                        functions.running().repeats(),
                                                        time)
                                                .route()),
                                new KeyRoutes(surface, access.keys(), time).routes(),
                                new ProjectRoutes(surface, access).routes(),
                                new OpenApiRoutes().routes())
                        .flatMap(List::stream)
                        .toList();
    }

    /** How endpoints are made and changed, for APIs that have other words for them. */
    public EndpointEdits edits() {
        return edits;
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /** Takes up what an earlier process left; called once the engine runs. */
    @Override
    public void start() {
        replays.start();
    }

    /** Stops the background work between two commits; {@link #start} goes on from there. */
    @Override
    public void close() {
        replays.close();
        orphans.close();
    }
}
