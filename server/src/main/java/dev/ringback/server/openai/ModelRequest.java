package dev.ringback.server.openai;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Outline;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request to a model that was found valid.
 *
 * @param operation what is asked for
 * @param body as received
 * @param outline where its members stand
 * @param model as the client named it
 * @param streamed whether the answer is wanted piece by piece
 * @param webhookId the endpoint to be told, from {@code metadata.webhook_id}
 */
public record ModelRequest(
        Operation operation,
        Payload body,
        Outline outline,
        String model,
        boolean streamed,
        Optional<String> webhookId) {

    /** Longest one that is read, in bytes; as much as inference.net's webhooks carry back. */
    public static final int LONGEST = 10 * 1024 * 1024;

    private static final String METADATA = "metadata";
    private static final String WEBHOOK_ID = "webhook_id";
    private static final String BACKGROUND = "background";

    /** Reads a request that {@link ModelRequestReader} has let through before. */
    public static ModelRequest accepted(Operation operation, Payload body) {
        return of(operation, body, Outline.of(JsonSlice.all(body.bytes())));
    }

    static ModelRequest of(Operation operation, Payload body, Outline outline) {
        return new ModelRequest(
                operation,
                body,
                outline,
                outline.text("model").orElse(""),
                outline.isTrue("stream"),
                outline.object(METADATA).flatMap(metadata -> metadata.text(WEBHOOK_ID)));
    }

    /** The whole request as a tree, which takes many times its text. */
    public JsonObject tree() {
        return JsonTree.readObject(body)
                .orElseThrow(() -> new IllegalStateException("no JSON was accepted"));
    }

    /** The text of a member; empty when it is absent or no text. */
    public Optional<String> text(String member) {
        return outline.text(member);
    }

    /** Whether OpenAI's background mode is wanted. */
    public boolean background() {
        return operation == Operation.RESPONSES && outline.isTrue(BACKGROUND);
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
        Map<String, Optional<Payload>> changes = new HashMap<>();
        if (!ownModel.equals(model)) {
            changes.put("model", Optional.of(JsonTree.of(ownModel).payload()));
        }
        if (!streaming) {
            changes.put("stream", Optional.empty());
            changes.put("stream_options", Optional.empty());
        }
        if (operation == Operation.RESPONSES) {
            changes.put(BACKGROUND, Optional.empty());
        }
        outline.object(METADATA)
                .filter(metadata -> metadata.names().isEmpty() || metadata.has(WEBHOOK_ID))
                .ifPresent(metadata -> changes.put(METADATA, withoutWebhook(metadata)));
        changes.keySet().removeIf(name -> !outline.has(name));
        return changes.isEmpty() ? body : outline.with(changes);
    }

    private static Optional<Payload> withoutWebhook(Outline metadata) {
        return metadata.names().size() <= 1
                ? Optional.empty()
                : Optional.of(metadata.with(Map.of(WEBHOOK_ID, Optional.empty())));
    }
}
