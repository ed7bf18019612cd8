package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat completion request that was found valid.
 *
 * @param body as received
 * @param json the same, read; not to be changed
 * @param model as the client named it
 * @param streamed whether the answer is wanted piece by piece
 * @param webhookId the endpoint to be told, from {@code metadata.webhook_id}
 */
record ChatRequest(
        Payload body, ObjectNode json, String model, boolean streamed, Optional<String> webhookId) {

    private static final String METADATA = "metadata";
    private static final String WEBHOOK_ID = "webhook_id";

    /** Reads a request that {@link ChatRequestReader} has let through before. */
    static ChatRequest accepted(Payload body) {
        ObjectNode json =
                Json.readObject(body)
                        .orElseThrow(() -> new IllegalStateException("no JSON was accepted"));
        return of(body, json);
    }

    static ChatRequest of(Payload body, ObjectNode json) {
        return new ChatRequest(
                body,
                json,
                Json.text(json, "model").orElse(""),
                json.path("stream").booleanValue(false),
                Json.text(json.path(METADATA), WEBHOOK_ID));
    }

    /**
     * What the upstream gets. The bytes are those received unless something must differ: the
     * model's name, the webhook's id (upstreams have no use for it, and some refuse metadata
     * altogether), and for a job the wish to stream.
     *
     * @param ownModel what the upstream calls the model
     * @param streaming whether a stream, if asked for, is wanted from the upstream too
     */
    Payload forUpstream(String ownModel, boolean streaming) {
        boolean unstream = !streaming && (json.has("stream") || json.has("stream_options"));
        boolean sameModel = ownModel.equals(model);
        if (sameModel && !unstream && !forgetsMetadata()) {
            return body;
        }
        ObjectNode changed = json.deepCopy();
        changed.put("model", ownModel);
        if (unstream) {
            changed.remove("stream");
            changed.remove("stream_options");
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
