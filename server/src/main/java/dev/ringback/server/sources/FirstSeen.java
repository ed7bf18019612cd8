package dev.ringback.server.sources;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.protocol.providers.keys.Digests;
import java.time.Duration;
import java.util.Optional;

/**
 * Remembers what was seen of a source: idempotency keys, and values that are signed once. Each is a
 * document that must not exist yet, committed together with the event: of two requests with one key
 * the disk takes one.
 */
record FirstSeen(Store store, Clock clock) {

    /** Idempotency keys; the body is the sequence of the first event. */
    static final String KEY = "received";

    /** Nonces; the body is the idempotency key that one came with. */
    static final String NONCE = "nonce";

    private static final int HASH_CHARS = 40;

    /** What is remembered of one; empty when it was not seen, or too long ago. */
    Optional<String> seen(String kind, Source source, String value) {
        return find(kind, source, value).filter(this::holds).map(each -> each.body().text());
    }

    /** What has to be committed with the event that it is seen in first. */
    Change first(String kind, Source source, String value, String body, Duration window) {
        Payload payload = Payload.of(body);
        Document document =
                find(kind, source, value)
                        .map(old -> old.revise(payload))
                        .orElseGet(() -> fresh(kind, source, value, payload));
        return Change.put(document.until(clock.steady().plus(window)));
    }

    /** The same without a look at the disk: nearly all are new. */
    Change presumedFirst(String kind, Source source, String value, String body, Duration window) {
        Document document = fresh(kind, source, value, Payload.of(body));
        return Change.put(document.until(clock.steady().plus(window)));
    }

    private static Document fresh(String kind, Source source, String value, Payload body) {
        return Document.create(kind, source.project(), id(source, value), body);
    }

    private Optional<Document> find(String kind, Source source, String value) {
        ProjectId project = source.project();
        return store.document(kind, project, id(source, value));
    }

    private boolean holds(Document document) {
        return document.expiresAt().filter(end -> end.isAfter(clock.steady())).isPresent();
    }

    private static String id(Source source, String value) {
        String hash = Digests.sha256Hex(Digests.utf8(value)).substring(0, HASH_CHARS);
        return source.id() + ":" + hash;
    }
}
