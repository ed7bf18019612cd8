package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import java.time.Instant;

/** That a function is paused: a document of its own, which stays whatever its app tells. */
final class PausedFunction {

    static final String KIND = "paused_function";

    private PausedFunction() {}

    static Document of(ProjectId project, String slug, Instant since) {
        return Document.create(
                KIND, project, slug, new JsonObject().put("since", since.toString()).payload());
    }
}
