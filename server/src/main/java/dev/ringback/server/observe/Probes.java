package dev.ringback.server.observe;

import dev.ringback.kernel.Payload;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.http.JsonText;
import dev.ringback.server.http.Problem;
import dev.ringback.server.http.Route;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The routes by which operators ask whether the process lives and can work. */
public final class Probes {

    private static final Duration SOON = Duration.ofSeconds(1);

    private Probes() {}

    /** {@code /health}: the process is up. {@code /ready}: it can take requests, or 503. */
    public static List<Route> routes(String version, BooleanSupplier ready) {
        Payload up =
                JsonText.object(json -> {
                    json.text("status", "ok");
                    json.text("version", version);
                });
        Payload yes = JsonText.object(json -> json.text("status", "ready"));
        return List.of(
                Route.get("/health", _ -> HttpResponse.json(200, up)),
                Route.get(
                        "/ready",
                        _ ->
                                ready.getAsBoolean()
                                        ? HttpResponse.json(200, yes)
                                        : Problem.of(503, "not_ready", "Starting or stopping.")
                                                .toResponse(SOON)));
    }
}
