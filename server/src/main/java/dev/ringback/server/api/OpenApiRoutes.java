package dev.ringback.server.api;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The route that describes the others; open to everybody, for it tells no secrets. */
final class OpenApiRoutes {

    private static final String RESOURCE = "openapi.json";

    List<Route> routes() {
        Payload document = document();
        return List.of(
                new Route("GET", "/api/openapi.json", 0, _ -> HttpResponse.json(200, document)));
    }

    static Payload document() {
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + RESOURCE);
            }
            return Payload.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
