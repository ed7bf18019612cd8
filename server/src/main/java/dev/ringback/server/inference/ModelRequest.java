package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request to a model that was found valid.
 *
 * @param operation what is asked for
 * @param body as received
 * @param json the same, read; not to be changed
 * @param model as the client named it
 * @param streamed whether the answer is wanted piece by piece
 * @param webhookId the endpoint to be told, from {@code metadata.webhook_id}
 */
public record ModelRequest(
        Operation operation,
        Payload body,
        ObjectNode json,
        String model,
        boolean streamed,
        Optional<String> webhookId) {

    private static final String METADATA = "metadata";
    private static final String WEBHOOK_ID = "webhook_id";
    private static final String BACKGROUND = "background";

    /** Reads a request that {@link RequestReader} has let through before. */
    public static ModelRequest accepted(Operation operation, Payload body) {
        ObjectNode json =
                Json.readObject(body)
                        .orElseThrow(() -> new IllegalStateException("no JSON was accepted"));
        return of(operation, body, json);
    }

    static ModelRequest of(Operation operation, Payload body, ObjectNode json) {
        return new ModelRequest(
                operation,
                body,
                json,
                Json.text(json, "model").orElse(""),
                json.path("stream").booleanValue(false),
                Json.text(json.path(METADATA), WEBHOOK_ID));
    }

    /** Whether OpenAI's background mode is wanted. */
    public boolean background() {
        return operation == Operation.RESPONSES && json.path(BACKGROUND).booleanValue(false);
    }

    /**
     * What the upstream gets. The bytes are those received unless something must differ: the
     * model's name, the webhook's id (upstreams have no use for it, and some refuse metadata
     * altogether), the wish for background mode, which is met here, and for a job the wish to
     * stream.
     *
     * @param ownModel what the upstream calls the model
     * @param streaming whether a stream, if asked for, is wanted from the upstream too
     */
    public Payload forUpstream(String ownModel, boolean streaming) {
        boolean unstream = !streaming && (json.has("stream") || json.has("stream_options"));
        boolean foreground = operation == Operation.RESPONSES && json.has(BACKGROUND);
        boolean sameModel = ownModel.equals(model);
        if (sameModel && !unstream && !foreground && !forgetsMetadata()) {
            return body;
        }
        ObjectNode changed = json.deepCopy();
        changed.put("model", ownModel);
        if (unstream) {
            changed.remove("stream");
            changed.remove("stream_options");
        }
        if (foreground) {
            changed.remove(BACKGROUND);
        }
        if (forgetsMetadata()) {
            stripMetadata(changed);
        }
        return Json.write(changed);
    }

    private boolean forgetsMetadata() {
        return json.has(METADATA)
                && (json.path(METADATA).isEmpty() || json.path(METADATA).has(WEBHOOK_ID));
    }

    private static void stripMetadata(ObjectNode changed) {
        Optional<ObjectNode> metadata = Json.object(changed.path(METADATA));
        metadata.ifPresent(each -> each.remove(WEBHOOK_ID));
        if (metadata.isEmpty() || metadata.get().isEmpty()) {
            changed.remove(METADATA);
        }
    }
}
