package dev.ringback.server.health;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.Omitted;
import dev.ringback.net.json.Records;
import dev.ringback.server.health.Condition.Reason;
import java.util.List;

/** The routes by which operators ask whether the process lives and can work. */
final class Probes {

    private static final Header SOON = new Header("Retry-After", "1");
    private static final Header JSON = new Header("Content-Type", "application/json");

    private record Alive(String status, String version) {}

    private record Readiness(String status, @Omitted List<Reason> reasons) {}

    private Probes() {}

    /**
     * {@code /health}: the process is up. {@code /ready}: it can take requests, or 503 with every
     * reason why not.
     */
    static List<Route> routes(String version, Health health) {
        HttpResponse up = HttpResponse.of(200, new Alive("ok", version));
        return List.of(
                Route.probe("/health", _ -> up),
                Route.probe("/ready", _ -> ready(health.reasons())));
    }

    private static HttpResponse ready(List<Reason> reasons) {
        return reasons.isEmpty()
                ? HttpResponse.of(200, new Readiness("ready", reasons))
                : new HttpResponse.Whole(
                        503,
                        List.of(SOON, JSON),
                        Records.write(new Readiness("not_ready", reasons)));
    }
}
