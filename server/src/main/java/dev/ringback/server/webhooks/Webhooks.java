package dev.ringback.server.webhooks;

import dev.ringback.net.http.Route;
import dev.ringback.server.access.Guard;
import dev.ringback.server.api.endpoints.EndpointEdits;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import java.util.List;

/** OpenAI's own API for webhooks. */
public final class Webhooks implements Feature {

    private final WebhookEndpointRoutes routes;

    /**
     * Wires.
     *
     * @param edits how endpoints are made and changed
     * @param publisher sends the samples by which they are tried
     */
    public Webhooks(
            Ground ground,
            Guard guard,
            Endpoints endpoints,
            EndpointEdits edits,
            Publisher publisher) {
        routes =
                new WebhookEndpointRoutes(
                        ground, guard, endpoints, edits, new SampleDeliveries(ground, publisher));
    }

    @Override
    public List<Route> routes() {
        return routes.routes();
    }
}
