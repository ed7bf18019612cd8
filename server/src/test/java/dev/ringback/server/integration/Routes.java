package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** All routes that demand a key, as METHOD and pattern. */
final class Routes {

    /** Those that clients of other servers know. */
    static final List<String> INFERENCE =
            List.of(
                    "POST /v1/chat/completions",
                    "POST /v1/slow/chat/completions",
                    "POST /v1/async/chat/completions",
                    "GET /v1/generation/{id}",
                    "POST /v1/generation/{id}/cancel",
                    "GET /v1/slow/group/{id}/generations",
                    "POST /v1/slow/group/{id}/cancel",
                    "GET /v1/responses/{id}",
                    "GET /v1/responses/{id}/input_items",
                    "POST /v1/responses/{id}/cancel",
                    "DELETE /v1/responses/{id}",
                    "GET /v1/predictions",
                    "GET /v1/predictions/{id}",
                    "POST /v1/predictions/{id}/cancel",
                    "GET /v1/files",
                    "GET /v1/files/{id}",
                    "GET /v1/files/{id}/content",
                    "DELETE /v1/files/{id}",
                    "GET /v1/batches",
                    "GET /v1/batches/{id}",
                    "POST /v1/batches/{id}/cancel",
                    "GET /v1/models");

    private Routes() {}

    /** Those and all of the native API, as its own description lists them. */
    static List<String> all(Api api) {
        List<String> routes = new ArrayList<>(INFERENCE);
        JsonNode paths = api.get("/api/openapi.json").expect(200).json().path("paths");
        for (String path : paths.propertyNames()) {
            for (String method : paths.path(path).propertyNames()) {
                if (!method.equals("parameters")) {
                    routes.add(method.toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        }
        routes.remove("GET /api/openapi.json");
        assertThat(routes).hasSizeGreaterThan(30);
        return routes;
    }
}
