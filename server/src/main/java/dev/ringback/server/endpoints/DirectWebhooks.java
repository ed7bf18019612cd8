package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * The webhooks that jobs named: documents that are committed with their jobs and expire with them.
 * They are read when they are needed, for there are as many as there are jobs.
 */
public final class DirectWebhooks {

    private final Store store;
    private final Vault vault;

    public DirectWebhooks(Store store, Vault vault) {
        this.store = store;
        this.vault = vault;
    }

    /**
     * The document of a webhook, to be committed with its job.
     *
     * @param expiresAt when it may be removed: after the last attempt of the last delivery
     */
    public Document document(DirectWebhook webhook, Instant expiresAt) {
        String place = place(webhook.project(), webhook.subject());
        var body =
                new JsonObject()
                        .put("url", webhook.url().toString())
                        .put("format", webhook.format().word())
                        .putIfPresent(
                                "secret", webhook.secret().map(each -> vault.seal(each, place)));
        return Document.create(
                        DirectWebhook.KIND, webhook.project(), webhook.subject(), body.payload())
                .until(expiresAt);
    }

    /**
     * The webhook that a job named; empty when it named none, or it has expired.
     *
     * @param subject the job's id
     * @throws UnreadableRecordException when it is not one that this version knows
     * @throws VaultException when its secret does not open
     */
    public Optional<DirectWebhook> find(ProjectId project, String subject) {
        return store.document(DirectWebhook.KIND, project, subject).map(this::decode);
    }

    /** Where the events of a job are sent; empty when it named no webhook, or it has expired. */
    public Optional<URI> url(ProjectId project, String subject) {
        return store.document(DirectWebhook.KIND, project, subject)
                .map(document -> read(document, fields -> URI.create(fields.text("url"))));
    }

    private DirectWebhook decode(Document document) {
        return read(
                document,
                fields -> {
                    String place = place(document.project(), document.id());
                    DirectWebhook webhook =
                            new DirectWebhook(
                                    document.project(),
                                    document.id(),
                                    URI.create(fields.text("url")),
                                    fields.optional("secret")
                                            .map(sealed -> vault.open(sealed, place)),
                                    fields.word("format", Format::parse));
                    fields.close();
                    return webhook;
                });
    }

    private static <T> T read(Document document, Function<StoredRecord, T> reading) {
        String what = "webhook of %s in project %s".formatted(document.id(), document.project());
        return StoredRecord.read(document.body(), what, reading);
    }

    private static String place(ProjectId project, String subject) {
        return DirectWebhook.KIND + '/' + project.value() + '/' + subject;
    }
}
