package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Reply.Answered;
import dev.ringback.kernel.model.Reply.Faulted;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.server.endpoints.Endpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a receiver by OPTIONS whether it is there, before its first payload and again after a
 * failure. Any answer below 500 says yes: many receivers answer 404 or 405 to OPTIONS and take the
 * POST. The rule is inference.net's; what it does with a failed check is not written anywhere.
 */
final class Readiness {

    /** Names the check in an attempt whose answer was not to the payload. */
    static final String MARK = "X-Ringback-Check";

    static final String WHAT = "readiness check (OPTIONS)";

    private static final int MAX = 20_000;
    private static final Header MARKED = new Header(MARK, WHAT);

    private final Wire wire;
    private final Header userAgent;

    /** The URL under which an endpoint was ready last. */
    private final Map<String, URI> ready = new ConcurrentHashMap<>();

    private final Map<String, CompletableFuture<Optional<Reply>>> running =
            new ConcurrentHashMap<>();

    Readiness(Wire wire, Header userAgent) {
        this.wire = wire;
        this.userAgent = userAgent;
    }

    /**
     * Asks, unless the answer is known. One question at a time is asked of an endpoint; who comes
     * meanwhile waits for its answer.
     *
     * @return empty when it is ready, else what came of the question
     */
    Optional<Reply> check(Endpoint endpoint) {
        if (!endpoint.readinessCheck() || endpoint.url().equals(ready.get(endpoint.id()))) {
            return Optional.empty();
        }
        CompletableFuture<Optional<Reply>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Reply>> other = running.putIfAbsent(endpoint.id(), mine);
        return other == null ? ask(endpoint, mine) : other.join();
    }

    /** Forgets that an endpoint was ready. */
    void failed(Endpoint endpoint) {
        if (endpoint.readinessCheck()) {
            ready.remove(endpoint.id());
        }
    }

    /** What a reply says, in words; empty when it was not to the check. */
    static Optional<String> describe(Reply reply) {
        return switch (reply) {
            case Answered answered ->
                    Header.first(answered.headers(), MARK)
                            .map(_ -> WHAT + " answered " + answered.status());
            case Faulted _ -> Optional.empty();
        };
    }

    private Optional<Reply> ask(Endpoint endpoint, CompletableFuture<Optional<Reply>> mine) {
        try {
            Optional<Reply> unready =
                    judge(wire.send(endpoint.project(), question(endpoint), new Hangup()));
            if (unready.isEmpty()) {
                remember(endpoint);
            }
            mine.complete(unready);
            return unready;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(endpoint.id(), mine);
        }
    }

    private void remember(Endpoint endpoint) {
        if (ready.size() >= MAX) {
            ready.clear();
        }
        ready.put(endpoint.id(), endpoint.url());
    }

    private Request question(Endpoint endpoint) {
        return new Request(
                "OPTIONS",
                endpoint.url(),
                List.of(userAgent),
                Payload.EMPTY,
                endpoint.timeout(),
                0);
    }

    private static Optional<Reply> judge(Reply reply) {
        return switch (reply) {
            case Answered answered when answered.status() < 500 -> Optional.empty();
            case Answered answered -> Optional.of(marked(answered));
            case Faulted(var fault, String detail, var timing) ->
                    Optional.of(new Faulted(fault, WHAT + ": " + detail, timing));
        };
    }

    private static Reply marked(Answered answer) {
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.addFirst(MARKED);
        return new Answered(
                answer.status(), headers, answer.body(), answer.truncated(), answer.timing());
    }
}
