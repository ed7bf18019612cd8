package dev.ringback.server.generations;

import dev.ringback.kernel.port.Wire;
import dev.ringback.net.http.Route;
import dev.ringback.server.jobs.BackgroundIntake;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.JobFeature;
import dev.ringback.server.jobs.Shape;
import java.util.List;

/** OpenAI's operations while the client waits, and generations, put together. */
public final class Generations implements JobFeature {

    private final InferencePorts ports;
    private final InferenceRoutes routes;

    /**
     * Wires.
     *
     * @param background takes responses that are wanted in the background
     * @param wire asks upstreams for their models
     */
    public Generations(InferencePorts ports, BackgroundIntake background, Wire wire) {
        this.ports = ports;
        this.routes = new InferenceRoutes(ports, background, wire);
    }

    @Override
    public Shape shape() {
        return new GenerationShape(ports.announcements());
    }

    @Override
    public List<Route> routes() {
        return routes.routes();
    }
}
