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
 * @param webhookId the endpoint to be told, as {@link WebhookField} has it
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

    private static final String METADATA = WebhookField.METADATA;
    private static final String WEBHOOK_ID = WebhookField.ID;
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
                WebhookField.id(outline));
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

    /** Where the webhook is named, for what is said of it. */
    public String webhookPath() {
        return WebhookField.path(outline);
    }

    /** Whether OpenAI's background mode is wanted. */
    public boolean background() {
        return operation == Operation.RESPONSES && outline.isTrue(BACKGROUND);
    }

    /**
     * What the upstream gets. The bytes are those received unless something must differ: the
     * model's name, the webhook's id, the metadata, the wish for background mode, which is met
     * here, and for a job the wish to stream.
     *
     * <p>Metadata tells clients which request an answer belongs to, and is told to them again by
     * us. OpenAI refuses it unless an answer is to be stored there, and so the upstream gets it
     * only then, for a response, or when it is known to take it.
     *
     * @param ownModel what the upstream calls the model
     * @param streaming whether a stream, if asked for, is wanted from the upstream too
     * @param metadata whether the upstream takes metadata of any request
     */
    public Payload forUpstream(String ownModel, boolean streaming, boolean metadata) {
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
        changes.put(WEBHOOK_ID, Optional.empty());
        if (metadata || operation == Operation.RESPONSES || outline.isTrue("store")) {
            outline.object(METADATA)
                    .filter(each -> each.names().isEmpty() || each.has(WEBHOOK_ID))
                    .ifPresent(each -> changes.put(METADATA, withoutWebhook(each)));
        } else {
            changes.put(METADATA, Optional.empty());
        }
        changes.keySet().removeIf(name -> !outline.has(name));
        return changes.isEmpty() ? body : outline.with(changes);
    }

    private static Optional<Payload> withoutWebhook(Outline metadata) {
        return metadata.names().size() <= 1
                ? Optional.empty()
                : Optional.of(metadata.with(Map.of(WEBHOOK_ID, Optional.empty())));
    }
}
