package dev.ringback.server.generations;

import dev.ringback.kernel.port.Wire;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Scope;
import dev.ringback.server.jobs.BackgroundIntake;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.JobFeature;
import dev.ringback.server.jobs.Shape;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's operations while the client waits, and generations, put together. */
public final class Generations implements JobFeature {

    private final InferencePorts ports;
    private final InferenceRoutes routes;
    private final UpstreamChecks checks;

    /**
     * Wires.
     *
     * @param background takes responses that are wanted in the background
     * @param wire asks upstreams for their models
     */
    public Generations(InferencePorts ports, BackgroundIntake background, Wire wire) {
        this.ports = ports;
        this.checks = new UpstreamChecks(ports.upstreams(), ports.wire(), wire);
        this.routes = new InferenceRoutes(ports, background, wire);
    }

    /** {@inheritDoc} Tells of model servers that are none. */
    @Override
    public void lookAround() {
        checks.begin();
    }

    @Override
    public Shape shape() {
        return new GenerationShape(ports.announcements());
    }

    @Override
    public List<Route> routes() {
        List<Route> all = new ArrayList<>(routes.routes());
        all.add(
                new Route(
                                "GET",
                                "/api/v1/upstreams",
                                0,
                                ports.guard().require(Scope.READ, ErrorWords.PROBLEM, checks::list))
                        .knowing(List.of(), ErrorWords.UNKNOWN_PARAMETER));
        return List.copyOf(all);
    }
}
