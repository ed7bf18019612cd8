package dev.ringback.server;

import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import dev.ringback.server.demo.DemoModels;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamHealth;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The model servers, or the demo models where there are none, and the way to them.
 *
 * @param upstreams all of them
 * @param wire asks them
 */
record ModelServers(Upstreams upstreams, UpstreamWire wire) {

    /**
     * Those of the settings, measured.
     *
     * @param demoToken what the demo models ask for
     * @param self where this server listens
     */
    static ModelServers of(
            Settings settings,
            Foundation foundation,
            Secret demoToken,
            Supplier<URI> self,
            Metrics metrics) {
        var health = new UpstreamHealth(foundation.time()::steady);
        Upstreams upstreams =
                settings.upstreams().isEmpty()
                        ? Upstreams.demo(
                                () -> self.get().resolve(DemoModels.PATH),
                                demoToken,
                                Set.copyOf(DemoModels.NAMES),
                                settings.mode() != Mode.SERVE)
                        : Upstreams.of(settings.upstreams(), health);
        var wire =
                new UpstreamWire(
                        foundation.unguarded(), foundation.time(), health, foundation.shared());
        upstreams.all().forEach(each -> measure(each, wire, metrics));
        return new ModelServers(upstreams, wire);
    }

    private static void measure(Upstream upstream, UpstreamWire wire, Metrics metrics) {
        metrics.upstream(
                upstream.name(),
                () -> wire.status(upstream).inFlight(),
                () -> wire.status(upstream).waiting(),
                () -> wire.status(upstream).open(),
                () -> wire.status(upstream).busy());
    }
}
