package dev.ringback.server.generations;

import dev.ringback.server.openai.Operation;

/** Small requests, one for each operation. */
final class Asking {

    /** The endpoint that is named by those that are addressed. */
    static final String WEBHOOK = "AhALzdz8S";

    private Asking() {}

    static String path(Operation operation) {
        return "/v1" + operation.path();
    }

    /** A plain one, with more members, each after a comma. */
    static String body(Operation operation, String more) {
        String content =
                switch (operation) {
                    case CHAT -> "\"messages\":[{\"role\":\"user\",\"content\":\"Where is it?\"}]";
                    case COMPLETIONS -> "\"prompt\":\"Where is it?\"";
                    case RESPONSES, EMBEDDINGS -> "\"input\":\"Where is it?\"";
                };
        return "{\"model\":\"m\"," + content + more + "}";
    }

    /** One whose end is told to the {@link #WEBHOOK}. */
    static String addressed(Operation operation, String more) {
        return body(operation, ",\"metadata\":{\"webhook_id\":\"" + WEBHOOK + "\"}" + more);
    }
}
