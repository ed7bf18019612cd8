package dev.ringback.server.api.endpoints;

import dev.ringback.net.http.Route;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.operations.OrphanedCalls;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything under {@code /api/v1/endpoints}.
 *
 * @param endpoints the registry
 * @param codec writes endpoints down
 * @param orphans ends what waits for one that is gone
 * @param urls the rule for their URLs
 * @param publisher sends what one is tried with
 */
public record EndpointApi(
        Surface surface,
        Endpoints endpoints,
        EndpointCodec codec,
        OrphanedCalls orphans,
        Function<String, UrlCheck> urls,
        Publisher publisher) {

    /** How they are made and changed, for other APIs. */
    public EndpointEdits edits(Ground ground) {
        return new EndpointEdits(
                ground,
                endpoints,
                new EndpointFields(new DestinationFields(urls), ground.random()),
                new EndpointWrites(codec, orphans));
    }

    /** Its routes. */
    public List<Route> routes(Ground ground) {
        var reader = new EndpointFields(new DestinationFields(urls), ground.random());
        var writes = new EndpointWrites(codec, orphans);
        var plain =
                new EndpointRoutes(
                        surface, endpoints, writes, reader, ground.time(), ground.random());
        var actions =
                new EndpointActions(
                        surface, endpoints, writes, reader, publisher, ground.time(), ground.ids());
        var stats = new EndpointStats(surface, endpoints, ground.store(), ground.engine());
        return Stream.of(plain.routes(), actions.routes(), stats.routes())
                .flatMap(List::stream)
                .toList();
    }
}
