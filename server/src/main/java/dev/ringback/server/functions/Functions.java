package dev.ringback.server.functions;

import dev.ringback.kernel.port.Follower;
import dev.ringback.net.http.Route;
import dev.ringback.protocol.FunctionKey;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.apps.Registering;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.wire.AppRoutes;
import dev.ringback.server.functions.wire.SdkGuard;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import java.util.List;
import java.util.Optional;

/** Durable functions: the apps that serve them. */
public final class Functions implements Feature {

    private final Apps apps;
    private final AppRoutes appRoutes;

    /**
     * What it works with.
     *
     * @param guard knows API keys
     * @param dev whether apps need no key
     * @param signingKey by which the server and apps know each other
     * @param signingKeyFallback is believed too
     * @param apps URLs of apps that the operator named
     * @param takesUnserved whether functions are taken that ask for what is not served yet
     */
    public record Ports(
            KeyGuard guard,
            boolean dev,
            Optional<FunctionKey> signingKey,
            Optional<FunctionKey> signingKeyFallback,
            List<String> apps,
            boolean takesUnserved) {}

    /** Reads the apps that are on disk. */
    public Functions(Ground ground, Ports ports) {
        apps = new Apps(ports.apps());
        apps.load(ground.store());
        var registering = new Registering(apps, ground.store(), ground.engine(), ground.time());
        var reader = new AppReader(RunExpression::problemWith, ports.takesUnserved());
        var signing = new AppSigning(ports.dev(), ports.signingKey(), ports.signingKeyFallback());
        var surface = new SdkSurface(new SdkGuard(signing, ports.guard()), signing);
        appRoutes = new AppRoutes(surface, signing, reader, registering, apps, ground.random());
    }

    @Override
    public List<Follower> followers() {
        return List.of(apps);
    }

    @Override
    public List<Route> routes() {
        return appRoutes.routes();
    }

    /** The apps. */
    public Apps apps() {
        return apps;
    }
}
