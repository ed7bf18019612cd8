package dev.ringback.server.api;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The route that describes the others; open to everybody, for it tells no secrets. */
final class OpenApiRoutes {

    /** Made when somebody first asks, which most servers are not. */
    private static final class Whole {
        static final Payload TEXT =
                Payload.of(Description.read().pretty().getBytes(StandardCharsets.UTF_8));
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/openapi.json", 0, _ -> HttpResponse.json(200, document())));
    }

    static Payload document() {
        return Whole.TEXT;
    }
}
