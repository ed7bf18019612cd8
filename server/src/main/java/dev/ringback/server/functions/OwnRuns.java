package dev.ringback.server.functions;

import dev.ringback.net.http.Route;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.apps.EndpointApps;
import dev.ringback.server.functions.apps.Registering;
import dev.ringback.server.functions.running.Running;
import dev.ringback.server.functions.wire.OutputRoutes;
import dev.ringback.server.functions.wire.OwnRequestRoutes;
import dev.ringback.server.functions.wire.RunTokens;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.functions.wire.SealedTokens;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.vault.Vault;
import java.util.List;
import java.util.stream.Stream;

/** Runs that apps begin by themselves, and what the clients of those apps see of them. */
final class OwnRuns implements Feature {

    private final List<Route> routes;

    /** Wires. */
    OwnRuns(
            Ground ground,
            SdkSurface surface,
            Running running,
            Apps apps,
            Registering registering,
            Vault vault) {
        var tokens = new RunTokens(new SealedTokens(vault));
        var told =
                new OwnRequestRoutes(
                        surface,
                        new EndpointApps(apps, registering),
                        running.steering(),
                        tokens,
                        ground.time());
        var outputs =
                new OutputRoutes(surface, tokens, running.runs(), running.ends(), ground.time());
        routes = Stream.of(told.routes(), outputs.routes()).flatMap(List::stream).toList();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }
}
