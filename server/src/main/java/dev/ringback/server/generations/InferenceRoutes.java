package dev.ringback.server.generations;

import dev.ringback.kernel.port.Wire;
import dev.ringback.net.http.Route;
import dev.ringback.server.inferencenet.GenerationIds;
import dev.ringback.server.inferencenet.InferenceSurface;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.BackgroundIntake;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.openai.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The routes of the inference surface: OpenAI's operations while the client waits, and
 * inference.net's asynchronous jobs.
 */
final class InferenceRoutes {

    private final InferenceSurface surface;
    private final GenerationRoutes generations;
    private final Realtime realtime;
    private final Models models;

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
        surface = new InferenceSurface(ports.guard(), ports.maxBody());
        generations =
                new GenerationRoutes(
                        admission,
                        jobs,
                        ports.awaited(),
                        ids,
                        ports.ground().time(),
                        ports.submits());
        realtime = new Realtime(ports, admission, background, ids);
        models = new Models(ports.upstreams(), wire, ports.ground().time());
    }

    /** All routes, each behind the guard. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            routes.add(surface.asked("/v1" + operation.path(), operation, realtime::answer));
            for (String slow : InferenceSurface.SLOW) {
                routes.add(surface.stored(slow + operation.path(), operation, generations::submit));
            }
        }
        // A client has one base URL, by which it submits, polls and looks around.
        for (String base : List.of("/v1", "/v1/slow", "/v1/async")) {
            routes.add(surface.shown(base + "/generation/{id}", generations::show));
            routes.add(surface.called(base + "/generation/{id}/cancel", generations::cancel));
            routes.add(surface.shown(base + "/models", models::list));
            // Ids have slashes, and not all clients escape them.
            for (String id : List.of("{a}", "{a}/{b}", "{a}/{b}/{c}", "{a}/{b}/{c}/{d}")) {
                routes.add(surface.shown(base + Models.PATH + id, models::show));
            }
        }
        return List.copyOf(routes);
    }
}
