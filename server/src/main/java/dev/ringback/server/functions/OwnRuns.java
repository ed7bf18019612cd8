package dev.ringback.server.functions;

import dev.ringback.kernel.port.Follower;
import dev.ringback.net.http.Route;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.apps.EndpointApps;
import dev.ringback.server.functions.apps.Registering;
import dev.ringback.server.functions.realtime.RealtimeRoom;
import dev.ringback.server.functions.realtime.RealtimeTokens;
import dev.ringback.server.functions.running.Running;
import dev.ringback.server.functions.wire.OutputRoutes;
import dev.ringback.server.functions.wire.OwnRequestRoutes;
import dev.ringback.server.functions.wire.RunTokens;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.functions.wire.SealedTokens;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.vault.Vault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs that apps begin by themselves, what clients of those apps see of them, and what runs tell
 * those who listen.
 */
final class OwnRuns implements Feature {

    /** So long after it has begun clients may begin to listen to a run. */
    private static final Duration STREAMED = Duration.ofHours(1);

    private final RealtimeRoom room;
    private final List<Route> routes;

    /** Wires. */
    OwnRuns(
            Ground ground,
            SdkSurface surface,
            Running running,
            Apps apps,
            Registering registering,
            Vault vault) {
        var sealed = new SealedTokens(vault);
        var realtime = new RealtimeTokens(sealed);
        room = new RealtimeRoom(ground, surface, realtime, running.kept());
        var tokens =
                new RunTokens(
                        sealed,
                        (project, run) ->
                                realtime.ofStream(
                                        project, run, ground.time().now().plus(STREAMED)));
        var told =
                new OwnRequestRoutes(
                        surface,
                        new EndpointApps(apps, registering),
                        running.steering(),
                        tokens,
                        ground.time());
        var outputs =
                new OutputRoutes(surface, tokens, running.runs(), running.ends(), ground.time());
        routes =
                Stream.of(told.routes(), outputs.routes(), room.routes())
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public List<Follower> followers() {
        return room.followers();
    }

    @Override
    public void letGo() {
        room.letGo();
    }
}
