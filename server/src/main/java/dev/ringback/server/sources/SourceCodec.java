package dev.ringback.server.sources;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.endpoints.DestinationCodec;
import dev.ringback.server.transforms.TransformScript;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Writes sources as documents and reads them back; what is secret goes through the vault. */
public final class SourceCodec {

    private final Vault vault;
    private final DestinationCodec destinations;

    public SourceCodec(Vault vault) {
        this.vault = vault;
        this.destinations = new DestinationCodec(vault);
    }

    /** The document of a source, at the source's revision. */
    public Document encode(Source source) {
        String place = place(source.project().value(), source.id());
        SourceTrust trust = source.trust();
        SourceIntake intake = source.intake();
        JsonObject body =
                new JsonObject()
                        .put("name", source.name())
                        .put("provider", trust.provider())
                        .putIfPresent("scheme", trust.scheme())
                        .put("context", vault.seal(trust.context(), place))
                        .put("secrets", trust.secrets().stream().map(each -> write(each, place)))
                        .putIfPresent("tolerance", trust.tolerance().map(Duration::toString))
                        .putIfPresent("public_url", trust.publicUrl())
                        .put("type", intake.type())
                        .put("dedupe_window_ms", intake.dedupeWindow().toMillis())
                        .putIfPresent("transform", intake.transform().map(SourceCodec::write))
                        .put("transforms", intake.transforms())
                        .putIfPresent("schema", intake.schema())
                        .put("filter", intake.filter())
                        .put("allow_ips", intake.allowIps())
                        .put("allow_types", intake.allowTypes())
                        .put("deny_types", intake.denyTypes())
                        .put("max_body", intake.maxBody())
                        .put("tokens", source.tokens().stream().map(each -> write(each, place)))
                        .putIfPresent("queue", source.queue().map(each -> write(each, place)))
                        .putIfPresent("upstream", source.upstream().map(SourceCodec::write))
                        .put("enabled", source.enabled())
                        .put("created_at", source.createdAt().toString())
                        .put("updated_at", source.updatedAt().toString());
        return new Document(
                Source.KIND,
                source.project(),
                source.id(),
                source.revision(),
                body.payload(),
                Optional.empty());
    }

    /**
     * The change to a source's next revision, with the version of its transform that is new.
     *
     * @param versions how many there were before
     */
    public Change change(Source next, int versions) {
        Change change = Change.put(encode(next));
        return next.intake()
                .transform()
                .filter(each -> each.number() > versions)
                .map(each -> change.and(Change.put(document(next, each))))
                .orElse(change);
    }

    private static Document document(Source source, TransformVersion version) {
        return Document.create(
                TransformVersion.KIND,
                source.project(),
                TransformVersion.id(source, version.number()),
                write(version).payload());
    }

    /** The version of a transform that a document keeps. */
    public static TransformVersion version(Document document) {
        String what = "transform %s of project %s".formatted(document.id(), document.project());
        return StoredRecord.read(document.body(), what, SourceCodec::version);
    }

    /**
     * The source of a document.
     *
     * @throws UnreadableRecordException when it is not a source that this version knows
     * @throws VaultException when a secret does not open
     */
    public Source decode(Document document) {
        String what = "source %s of project %s".formatted(document.id(), document.project());
        return StoredRecord.read(document.body(), what, fields -> decode(document, fields));
    }

    private Source decode(Document document, StoredRecord fields) {
        String place = place(document.project().value(), document.id());
        Source source =
                new Source(
                        document.id(),
                        document.project(),
                        document.revision(),
                        fields.text("name"),
                        trust(fields, place),
                        intake(fields),
                        fields.list("tokens").each(each -> read(each, place)),
                        fields.flag("enabled"),
                        Instant.parse(fields.text("created_at")),
                        Instant.parse(fields.text("updated_at")),
                        fields.has("queue")
                                ? Optional.of(queue(fields.object("queue"), place))
                                : Optional.empty(),
                        fields.has("upstream")
                                ? Optional.of(upstream(fields.object("upstream")))
                                : Optional.empty());
        fields.close();
        return source;
    }

    private static JsonObject write(Source.OfUpstream upstream) {
        return new JsonObject()
                .put("name", upstream.name())
                .putIfPresent("url", upstream.url())
                .putIfPresent("known_as", upstream.knownAs());
    }

    private static Source.OfUpstream upstream(StoredRecord fields) {
        var upstream =
                new Source.OfUpstream(
                        fields.text("name"), fields.optional("url"), fields.optional("known_as"));
        fields.close();
        return upstream;
    }

    private JsonObject write(SourceQueue queue, String place) {
        return new JsonObject()
                .put("url", queue.url().toString())
                .putIfPresent(queue.place().word(), destinations.written(queue.place(), place))
                .put("group", queue.group());
    }

    private SourceQueue queue(StoredRecord fields, String place) {
        var queue =
                new SourceQueue(
                        URI.create(fields.text("url")),
                        destinations.read(fields, place),
                        fields.text("group"));
        fields.close();
        return queue;
    }

    private SourceTrust trust(StoredRecord fields, String place) {
        return new SourceTrust(
                fields.text("provider"),
                fields.optional("scheme"),
                vault.open(fields.text("context"), place),
                fields.list("secrets").each(each -> read(each, place)),
                fields.optional("tolerance").map(Duration::parse),
                fields.optional("public_url"));
    }

    private static SourceIntake intake(StoredRecord fields) {
        return new SourceIntake(
                fields.text("type"),
                Duration.ofMillis(fields.number("dedupe_window_ms")),
                fields.has("transform")
                        ? Optional.of(version(fields.object("transform")))
                        : Optional.empty(),
                Math.toIntExact(fields.number("transforms")),
                fields.optional("schema"),
                fields.text("filter"),
                fields.list("allow_ips").texts(),
                fields.list("allow_types").texts(),
                fields.list("deny_types").texts(),
                Math.toIntExact(fields.number("max_body")));
    }

    static JsonObject write(TransformVersion version) {
        return new JsonObject()
                .put("number", version.number())
                .put("script", version.script().text())
                .put("created_at", version.createdAt().toString());
    }

    static TransformVersion version(StoredRecord fields) {
        TransformVersion version =
                new TransformVersion(
                        Math.toIntExact(fields.number("number")),
                        new TransformScript(fields.text("script")),
                        Instant.parse(fields.text("created_at")));
        fields.close();
        return version;
    }

    private JsonObject write(RotatedSecret ending, String place) {
        return new JsonObject()
                .put("id", ending.id())
                .put("secret", vault.seal(ending.secret(), place))
                .put("added_at", ending.addedAt().toString())
                .putIfPresent("ends_at", ending.endsAt().map(Instant::toString));
    }

    private RotatedSecret read(StoredRecord fields, String place) {
        Secret secret = vault.open(fields.text("secret"), place);
        return new RotatedSecret(
                fields.text("id"),
                secret,
                Instant.parse(fields.text("added_at")),
                fields.optional("ends_at").map(Instant::parse));
    }

    private static String place(String project, String id) {
        return Source.KIND + '/' + project + '/' + id;
    }
}
