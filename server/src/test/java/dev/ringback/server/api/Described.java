package dev.ringback.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API's description says. */
public final class Described {

    private static final Set<String> METHODS =
            Set.of("get", "post", "put", "patch", "delete", "options", "head");

    private static final JsonNode DOCUMENT =
            JsonMapper.shared().readTree(OpenApiRoutes.document().bytes());

    private Described() {}

    /** The whole document. */
    public static JsonNode document() {
        return DOCUMENT;
    }

    /** All operations, as METHOD and path. */
    public static List<String> operations() {
        List<String> operations = new ArrayList<>();
        JsonNode paths = DOCUMENT.path("paths");
        for (String path : paths.propertyNames()) {
            for (String method : paths.path(path).propertyNames()) {
                if (METHODS.contains(method)) {
                    operations.add(method.toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        }
        return operations;
    }

    /** What is said of one of them. */
    public static JsonNode operation(String operation) {
        String[] parts = operation.split(" ", 2);
        return DOCUMENT.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    }
}
