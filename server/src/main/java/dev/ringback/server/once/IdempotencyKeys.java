package dev.ringback.server.once;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.server.vault.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The idempotency keys of requests. The answer to a request that has one is committed together with
 * what it did, and given again to whoever repeats the request, also over crashes.
 */
public final class IdempotencyKeys {

    /** Where a request says it. */
    public static final String HEADER = "Idempotency-Key";

    /** Most characters of one. */
    public static final int LONGEST = 255;

    /** What is said of one that is none. */
    public static final String EXPECTED =
            "is not 1 to %d visible ASCII characters".formatted(LONGEST);

    private static final Header AGAIN = new Header("Idempotent-Replayed", "true");
    private static final Refusal IN_USE =
            new Refusal(
                    409,
                    "idempotency_in_use",
                    "a request with this idempotency key is being carried out",
                    List.of(new Header("Retry-After", "1")));
    private static final Refusal OTHER =
            Refusal.of(
                    422,
                    "idempotency_mismatch",
                    "this idempotency key was used for another request");

    private final KeptAnswers kept;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /**
     * Wires.
     *
     * @param store keeps the answers
     * @param vault encrypts them
     */
    public IdempotencyKeys(Store store, Vault vault, Clock time) {
        kept = new KeptAnswers(store, vault, time);
    }

    /** What a key comes to. */
    public sealed interface Turn {

        /** The request is to be carried out; the key is taken until this is closed. */
        record First(IdempotencyKeys keys, KeptAnswers.Ticket ticket)
                implements Turn, AutoCloseable {

            /** A change with the answer that tells of it. */
            public Change keeping(Change change, HttpResponse.Whole answer) {
                return change.and(Change.put(keys.kept.document(ticket, answer)));
            }

            /** What was answered meanwhile by whoever had the key before; empty when nothing. */
            public Optional<Turn> earlier() {
                return keys.earlier(ticket);
            }

            @Override
            public void close() {
                keys.underWay.remove(ticket.documentId());
            }
        }

        /** It was carried out before. */
        record Again(HttpResponse.Whole answer) implements Turn {}

        /** It is not to be carried out. */
        record Refused(Refusal refusal) implements Turn {}
    }

    /** Looks at the key of a request; empty when it has none. */
    public Optional<Turn> of(HttpRequest request, ProjectId project) {
        return request.header(HEADER).map(key -> turn(request, project, key));
    }

    private Turn turn(HttpRequest request, ProjectId project, String key) {
        if (!valid(key)) {
            return new Turn.Refused(Refusal.of(400, "invalid_header", HEADER + " " + EXPECTED));
        }
        var ticket = KeptAnswers.Ticket.of(request, project, key);
        if (!underWay.add(ticket.documentId())) {
            return new Turn.Refused(IN_USE);
        }
        boolean first = false;
        try {
            Optional<Turn> earlier = earlier(ticket);
            first = earlier.isEmpty();
            return earlier.orElseGet(() -> new Turn.First(this, ticket));
        } finally {
            if (!first) {
                underWay.remove(ticket.documentId());
            }
        }
    }

    private Optional<Turn> earlier(KeptAnswers.Ticket ticket) {
        return kept.find(ticket)
                .map(found ->
                        switch (found) {
                            case KeptAnswers.Found.Same(HttpResponse.Whole answer) ->
                                    new Turn.Again(marked(answer));
                            case KeptAnswers.Found.Other _ -> new Turn.Refused(OTHER);
                        });
    }

    private static HttpResponse.Whole marked(HttpResponse.Whole answer) {
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.add(AGAIN);
        return new HttpResponse.Whole(answer.status(), headers, answer.body());
    }

    private static boolean valid(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST
                && key.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
