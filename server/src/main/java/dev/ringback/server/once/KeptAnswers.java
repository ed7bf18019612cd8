package dev.ringback.server.once;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.Records;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Stores the answers that idempotency keys stand for. They are encrypted, for the answer that made
 * an endpoint or a key holds a secret.
 */
public record KeptAnswers(Store store, Vault vault, Clock time) {

    /** How long they are kept: clients repeat within a day. */
    public static final Duration KEPT = Duration.ofHours(24);

    private static final String KIND = "idempotency";

    /**
     * What a key is good for.
     *
     * @param project whose key
     * @param documentId where the answer is kept
     * @param fingerprint of the request
     */
    public record Ticket(ProjectId project, String documentId, String fingerprint) {

        static Ticket of(HttpRequest request, ProjectId project, String key) {
            return new Ticket(
                    project,
                    hash(project.value(), Payload.of(key)),
                    hash(request.method() + " " + request.path(), request.body()));
        }
    }

    /** An answer that was given before. */
    sealed interface Found {

        /** To the same request. */
        record Same(HttpResponse.Whole answer) implements Found {}

        /** To another request with the same key. */
        record Other() implements Found {}
    }

    private record Body(String fingerprint, int status, List<Header> headers, String sealed) {}

    Optional<Found> find(Ticket ticket) {
        return current(ticket)
                .filter(document -> !expired(document))
                .map(document -> Records.read(document.body(), Body.class))
                .map(body ->
                        body.fingerprint().equals(ticket.fingerprint())
                                ? new Found.Same(answer(body, place(ticket)))
                                : new Found.Other());
    }

    /** The document that keeps an answer; to be committed with what the answer tells of. */
    Document document(Ticket ticket, HttpResponse.Whole answer) {
        var body =
                new Body(
                        ticket.fingerprint(),
                        answer.status(),
                        answer.headers(),
                        vault.seal(new Secret(answer.body().text()), place(ticket)));
        Payload bytes = Records.store(body);
        Instant end = time.steady().plus(KEPT);
        return current(ticket)
                .filter(this::expired)
                .map(old -> old.revise(bytes))
                .orElseGet(
                        () -> Document.create(KIND, ticket.project(), ticket.documentId(), bytes))
                .until(end);
    }

    private Optional<Document> current(Ticket ticket) {
        return store.document(KIND, ticket.project(), ticket.documentId());
    }

    private boolean expired(Document document) {
        return document.expiresAt().filter(end -> !end.isAfter(time.steady())).isPresent();
    }

    private HttpResponse.Whole answer(Body body, String place) {
        return new HttpResponse.Whole(
                body.status(),
                body.headers(),
                Payload.of(vault.open(body.sealed(), place).reveal()));
    }

    private static String place(Ticket ticket) {
        return KIND + "/" + ticket.project() + "/" + ticket.documentId();
    }

    private static String hash(String context, Payload content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(context.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            return HexFormat.of().formatHex(digest.digest(content.bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
