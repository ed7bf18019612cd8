package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.endpoints.Endpoint.Pace;
import dev.ringback.server.endpoints.Endpoint.RotatingSecret;
import dev.ringback.server.endpoints.Endpoint.SecretHeader;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Writes endpoints as documents and reads them back; secrets go through the vault. */
public final class EndpointCodec {

    private final Vault vault;
    private final DestinationCodec destinations;

    public EndpointCodec(Vault vault) {
        this.vault = vault;
        this.destinations = new DestinationCodec(vault);
    }

    /** The document of an endpoint, at the endpoint's revision. */
    public Document encode(Endpoint endpoint) {
        String place = place(endpoint.project().value(), endpoint.id());
        JsonObject body =
                new JsonObject()
                        .put("name", endpoint.name())
                        .put("url", endpoint.url().toString())
                        .putIfPresent(
                                endpoint.destination().word(),
                                destinations.written(endpoint.destination(), place))
                        .put("event_types", endpoint.eventTypes())
                        .put("filter", endpoint.filter())
                        .put("format", endpoint.format().word())
                        .put("secrets", endpoint.secrets().stream().map(each -> write(each, place)))
                        .putIfPresent("signing_key", sealed(endpoint.signingKey(), place))
                        .put("headers", endpoint.headers().stream().map(each -> write(each, place)))
                        .put("max_in_flight", endpoint.pace().maxInFlight())
                        .put("rate_per_second", endpoint.pace().ratePerSecond())
                        .put("ordering", EndpointWords.of(endpoint.pace().ordering()))
                        .put("skip_superseded", endpoint.pace().skipSuperseded())
                        .put(
                                "retry_delays_ms",
                                endpoint.retrySchedule().delays().stream().map(Duration::toMillis))
                        .put("retry_jitter", endpoint.retrySchedule().jitter())
                        .put("timeout_ms", endpoint.timeout().toMillis())
                        .put("readiness_check", endpoint.readinessCheck())
                        .put("state", endpoint.state().word())
                        .putIfPresent("state_reason", endpoint.state().whyDisabled())
                        .put("edition", endpoint.edition())
                        .putIfPresent("failing", endpoint.failing().map(EndpointCodec::write))
                        .put("created_at", endpoint.createdAt().toString())
                        .put("updated_at", endpoint.updatedAt().toString());
        return new Document(
                Endpoint.KIND,
                endpoint.project(),
                endpoint.id(),
                endpoint.revision(),
                body.payload(),
                Optional.empty());
    }

    /**
     * The endpoint of a document.
     *
     * @throws UnreadableRecordException when it is not an endpoint that this version knows
     * @throws VaultException when a secret does not open
     */
    public Endpoint decode(Document document) {
        String what = "endpoint %s of project %s".formatted(document.id(), document.project());
        return StoredRecord.read(document.body(), what, fields -> decode(document, fields));
    }

    private Endpoint decode(Document document, StoredRecord fields) {
        String place = place(document.project().value(), document.id());
        Endpoint endpoint =
                new Endpoint(
                        document.id(),
                        document.project(),
                        document.revision(),
                        // Where nobody counted them, every change was taken for an edit.
                        fields.optionalNumber("edition").orElse(document.revision()),
                        fields.text("name"),
                        URI.create(fields.text("url")),
                        destinations.read(fields, place),
                        fields.list("event_types").texts(),
                        fields.text("filter"),
                        fields.word("format", Format::parse),
                        fields.list("secrets").each(secret -> readSecret(secret, place)),
                        fields.optional("signing_key").map(sealed -> vault.open(sealed, place)),
                        fields.list("headers").each(header -> readHeader(header, place)),
                        readPace(fields),
                        readSchedule(fields),
                        Duration.ofMillis(fields.number("timeout_ms")),
                        fields.flag("readiness_check"),
                        readState(fields),
                        readFailing(fields),
                        Instant.parse(fields.text("created_at")),
                        Instant.parse(fields.text("updated_at")));
        fields.close();
        return endpoint;
    }

    private Optional<String> sealed(Optional<Secret> secret, String place) {
        return secret.map(each -> vault.seal(each, place));
    }

    private JsonObject write(RotatingSecret secret, String place) {
        return new JsonObject()
                .put("secret", vault.seal(secret.secret(), place))
                .putIfPresent("expires_at", secret.expiresAt().map(Instant::toString));
    }

    private JsonObject write(SecretHeader header, String place) {
        return new JsonObject()
                .put("name", header.name())
                .put("value", vault.seal(header.value(), place));
    }

    private RotatingSecret readSecret(StoredRecord fields, String place) {
        return new RotatingSecret(
                vault.open(fields.text("secret"), place),
                fields.optional("expires_at").map(Instant::parse));
    }

    private SecretHeader readHeader(StoredRecord fields, String place) {
        return new SecretHeader(fields.text("name"), vault.open(fields.text("value"), place));
    }

    private static String write(Failing failing) {
        return "%s %d %d".formatted(failing.since(), failing.days(), failing.lastDay());
    }

    private static Optional<Failing> readFailing(StoredRecord fields) {
        Optional<Failing> plain =
                fields.optional("failing_since").map(Instant::parse).map(Failing::from);
        return fields.optional("failing").map(EndpointCodec::readFailing).or(() -> plain);
    }

    private static Failing readFailing(String text) {
        String[] parts = text.split(" ", 3);
        return new Failing(
                Instant.parse(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private static Pace readPace(StoredRecord fields) {
        return new Pace(
                Math.toIntExact(fields.number("max_in_flight")),
                fields.decimal("rate_per_second"),
                fields.word("ordering", EndpointWords::ordering),
                // Earlier versions wrote none.
                fields.has("skip_superseded") && fields.flag("skip_superseded"));
    }

    private static RetrySchedule readSchedule(StoredRecord fields) {
        return new RetrySchedule(
                fields.list("retry_delays_ms").numbers().map(Duration::ofMillis).toList(),
                fields.decimal("retry_jitter"));
    }

    private static EndpointState readState(StoredRecord fields) {
        String reason = fields.optional("state_reason").orElse("");
        return fields.word("state", word -> EndpointWords.state(word, reason));
    }

    private static String place(String project, String id) {
        return Endpoint.KIND + '/' + project + '/' + id;
    }
}
