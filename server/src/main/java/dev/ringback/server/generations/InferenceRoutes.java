package dev.ringback.server.generations;

import dev.ringback.kernel.Wire;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.BackgroundIntake;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The routes of the inference surface: OpenAI's operations while the client waits, and
 * inference.net's asynchronous jobs and groups.
 */
final class InferenceRoutes {

    /** inference.net's canonical prefix for what is slow, and its alias. */
    private static final List<String> SLOW = List.of("/v1/slow", "/v1/async");

    private final Guard guard;
    private final int maxBody;
    private final GenerationRoutes generations;
    private final GroupRoutes groups;
    private final Realtime realtime;
    private final Models models;

    /** Answers one operation. */
    @FunctionalInterface
    private interface Answering {
        HttpResponse answer(Operation operation, HttpRequest request, Caller caller);
    }

    /**
     * Wires the surface.
     *
     * @param background takes responses that are wanted in the background
     * @param wire asks upstreams for their models
     */
    InferenceRoutes(InferencePorts ports, BackgroundIntake background, Wire wire) {
        var ids = new GenerationIds(ports.ground().random());
        Jobs jobs = ports.jobs();
        Admission admission = ports.admission();
        guard = ports.guard();
        maxBody = ports.maxBody();
        generations =
                new GenerationRoutes(admission, jobs, ports.awaited(), ids, ports.ground().time());
        groups =
                new GroupRoutes(
                        admission,
                        jobs,
                        ports.ground().retention(),
                        ports.awaited(),
                        ids,
                        ports.ground().ids(),
                        ports.ground().time());
        realtime = new Realtime(ports, admission, background, ids);
        models = new Models(ports.upstreams(), wire, ports.ground().time());
    }

    /** All routes, each behind the guard. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        Guard storing = guard.storing();
        for (Operation operation : Operation.values()) {
            routes.add(asked(guard, "/v1" + operation.path(), operation, realtime::answer));
            for (String slow : SLOW) {
                routes.add(asked(storing, slow + operation.path(), operation, generations::submit));
                routes.add(
                        asked(
                                storing,
                                slow + "/group" + operation.path(),
                                operation,
                                groups::submit));
            }
        }
        for (String slow : SLOW) {
            routes.add(shown(slow + "/group/{id}/generations", groups::list));
            routes.add(called(guard, slow + "/group/{id}/cancel", groups::cancel));
        }
        routes.add(shown("/v1/generation/{id}", generations::show));
        routes.add(called(guard, "/v1/generation/{id}/cancel", generations::cancel));
        routes.add(shown("/v1/models", models::list));
        // Ids have slashes, and not all clients escape them.
        for (String id : List.of("{a}", "{a}/{b}", "{a}/{b}/{c}", "{a}/{b}/{c}/{d}")) {
            routes.add(shown(Models.PATH + id, models::show));
        }
        return List.copyOf(routes);
    }

    private Route asked(Guard by, String path, Operation operation, Answering answering) {
        return called(by, path, (request, caller) -> answering.answer(operation, request, caller));
    }

    private Route called(Guard by, String path, Guard.Guarded handler) {
        return new Route(
                "POST", path, maxBody, by.require(Scope.INGEST, OpenAiError.WORDS, handler));
    }

    private Route shown(String path, Guard.Guarded handler) {
        return new Route("GET", path, 0, guard.require(Scope.READ, OpenAiError.WORDS, handler));
    }
}
