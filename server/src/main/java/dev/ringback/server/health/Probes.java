package dev.ringback.server.health;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import dev.ringback.server.health.Condition.Reason;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.http.Route;
import dev.ringback.server.json.JsonText;
import java.util.List;

/** The routes by which operators ask whether the process lives and can work. */
public final class Probes {

    private static final Header SOON = new Header("Retry-After", "1");
    private static final Header JSON = new Header("Content-Type", "application/json");

    private Probes() {}

    /**
     * {@code /health}: the process is up. {@code /ready}: it can take requests, or 503 with every
     * reason why not.
     */
    public static List<Route> routes(String version, Conditions conditions) {
        Payload up =
                JsonText.object(json -> {
                    json.text("status", "ok");
                    json.text("version", version);
                });
        return List.of(
                Route.probe("/health", _ -> HttpResponse.json(200, up)),
                Route.probe("/ready", _ -> ready(conditions.broken())));
    }

    private static HttpResponse ready(List<Reason> reasons) {
        if (reasons.isEmpty()) {
            return HttpResponse.json(200, JsonText.object(json -> json.text("status", "ready")));
        }
        Payload body =
                JsonText.object(json -> {
                    json.text("status", "not_ready");
                    json.objects("reasons", reasons, Probes::write);
                });
        return new HttpResponse.Whole(503, List.of(SOON, JSON), body);
    }

    private static void write(JsonText json, Reason reason) {
        json.text("code", reason.code());
        json.text("detail", reason.detail());
    }
}
