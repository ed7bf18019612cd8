package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.api.Described;
import java.util.ArrayList;
import java.util.List;
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

    /** All of them, as the server's own description lists them. */
    static List<String> all() {
        List<String> routes = new ArrayList<>();
        for (String operation : Described.operations()) {
            JsonNode security = Described.operation(operation).path("security");
            if (security.isMissingNode() || !security.isEmpty()) {
                routes.add(operation);
            }
        }
        assertThat(routes).hasSizeGreaterThan(100).containsAll(INFERENCE);
        return routes;
    }
}
