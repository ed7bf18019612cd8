package dev.ringback.server.endpoints;

import dev.ringback.kernel.Document;
import dev.ringback.kernel.RetrySchedule;
import dev.ringback.net.json.Json;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.endpoints.Endpoint.Pace;
import dev.ringback.server.endpoints.Endpoint.RotatingSecret;
import dev.ringback.server.endpoints.Endpoint.SecretHeader;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes endpoints as documents and reads them back; secrets go through the vault. */
public final class EndpointCodec {

    private final Vault vault;

    public EndpointCodec(Vault vault) {
        this.vault = vault;
    }

    /** The document of an endpoint, at the endpoint's revision. */
    public Document encode(Endpoint endpoint) {
        ObjectNode body = Json.object();
        body.put("name", endpoint.name());
        body.put("url", endpoint.url().toString());
        ArrayNode types = body.putArray("event_types");
        endpoint.eventTypes().forEach(types::add);
        body.put("filter", endpoint.filter());
        body.put("format", endpoint.format().word());
        writeSecrets(endpoint, body);
        writePace(endpoint.pace(), body);
        writeSchedule(endpoint.retrySchedule(), body);
        body.put("timeout_ms", endpoint.timeout().toMillis());
        body.put("readiness_check", endpoint.readinessCheck());
        writeState(endpoint.state(), body);
        endpoint.failingSince().ifPresent(since -> body.put("failing_since", since.toString()));
        body.put("created_at", endpoint.createdAt().toString());
        body.put("updated_at", endpoint.updatedAt().toString());
        return new Document(
                Endpoint.KIND,
                endpoint.project(),
                endpoint.id(),
                endpoint.revision(),
                Json.write(body),
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
                        fields.text("name"),
                        URI.create(fields.text("url")),
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
                        fields.optional("failing_since").map(Instant::parse),
                        Instant.parse(fields.text("created_at")),
                        Instant.parse(fields.text("updated_at")));
        fields.close();
        return endpoint;
    }

    private void writeSecrets(Endpoint endpoint, ObjectNode body) {
        String place = place(endpoint.project().value(), endpoint.id());
        ArrayNode secrets = body.putArray("secrets");
        for (RotatingSecret secret : endpoint.secrets()) {
            ObjectNode node = secrets.addObject();
            node.put("secret", vault.seal(secret.secret(), place));
            secret.expiresAt().ifPresent(moment -> node.put("expires_at", moment.toString()));
        }
        endpoint.signingKey().ifPresent(key -> body.put("signing_key", vault.seal(key, place)));
        ArrayNode headers = body.putArray("headers");
        for (SecretHeader header : endpoint.headers()) {
            headers.addObject()
                    .put("name", header.name())
                    .put("value", vault.seal(header.value(), place));
        }
    }

    private RotatingSecret readSecret(StoredRecord fields, String place) {
        return new RotatingSecret(
                vault.open(fields.text("secret"), place),
                fields.optional("expires_at").map(Instant::parse));
    }

    private SecretHeader readHeader(StoredRecord fields, String place) {
        return new SecretHeader(fields.text("name"), vault.open(fields.text("value"), place));
    }

    private static void writePace(Pace pace, ObjectNode body) {
        body.put("max_in_flight", pace.maxInFlight());
        body.put("rate_per_second", pace.ratePerSecond());
        body.put("ordering", EndpointWords.of(pace.ordering()));
    }

    private static Pace readPace(StoredRecord fields) {
        return new Pace(
                Math.toIntExact(fields.number("max_in_flight")),
                fields.decimal("rate_per_second"),
                fields.word("ordering", EndpointWords::ordering));
    }

    private static void writeSchedule(RetrySchedule schedule, ObjectNode body) {
        ArrayNode delays = body.putArray("retry_delays_ms");
        schedule.delays().forEach(delay -> delays.add(delay.toMillis()));
        body.put("retry_jitter", schedule.jitter());
    }

    private static RetrySchedule readSchedule(StoredRecord fields) {
        return new RetrySchedule(
                fields.list("retry_delays_ms").numbers().map(Duration::ofMillis).toList(),
                fields.decimal("retry_jitter"));
    }

    private static void writeState(EndpointState state, ObjectNode body) {
        body.put("state", state.word());
        switch (state) {
            case EndpointState.Disabled(String reason) -> body.put("state_reason", reason);
            case EndpointState.Enabled _, EndpointState.Paused _ -> {}
        }
    }

    private static EndpointState readState(StoredRecord fields) {
        String reason = fields.optional("state_reason").orElse("");
        return fields.word("state", word -> EndpointWords.state(word, reason));
    }

    private static String place(String project, String id) {
        return Endpoint.KIND + '/' + project + '/' + id;
    }
}
