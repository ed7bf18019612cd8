package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Reply.Answered;
import dev.ringback.kernel.model.Reply.Faulted;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoint.SecretHeader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a receiver by OPTIONS whether it is there, before its first payload and again after it
 * failed. The rule is inference.net's; what it does with a failed check is not written anywhere.
 *
 * <p>Many receivers know POST alone, so anything but silence and the answers of a proxy without its
 * server says yes, and the question has never the last word: who was not ready three times in a row
 * is sent the payload, and is asked no more before it was there.
 */
final class Readiness {

    /** So many answers that say no are believed. */
    static final int BELIEVED = 3;

    /** A question is small; who takes longer is not there. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final String WHAT = "readiness check (OPTIONS)";
    private static final int MAX = 20_000;

    private final Wire wire;
    private final Header userAgent;

    /** What is known of an endpoint: under which URL, and how often in a row it was not ready. */
    private record Known(URI url, int unready) {

        boolean asksNoMore() {
            return unready == 0 || unready >= BELIEVED;
        }
    }

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private final Map<String, CompletableFuture<Optional<String>>> running =
            new ConcurrentHashMap<>();

    Readiness(Wire wire, Header userAgent) {
        this.wire = wire;
        this.userAgent = userAgent;
    }

    /**
     * Asks, unless the answer is known. One question at a time is asked of an endpoint; who comes
     * meanwhile waits for its answer.
     *
     * @return empty when the payload is to be sent, else why not yet
     */
    Optional<String> check(Endpoint endpoint) {
        if (!endpoint.readinessCheck() || of(endpoint).filter(Known::asksNoMore).isPresent()) {
            return Optional.empty();
        }
        CompletableFuture<Optional<String>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<String>> other = running.putIfAbsent(endpoint.id(), mine);
        return other == null ? ask(endpoint, mine) : other.join();
    }

    /** Takes note of what a payload met. Who has answered, whatever it thought of it, is there. */
    void replied(Endpoint endpoint, Reply reply) {
        if (!endpoint.readinessCheck()) {
            return;
        }
        boolean there = reply instanceof Answered answered && answered.status() < 500;
        boolean believed = of(endpoint).filter(it -> it.unready() >= BELIEVED).isPresent();
        if (there) {
            remember(endpoint, 0);
        } else if (!believed) {
            known.remove(endpoint.id());
        }
    }

    private Optional<Known> of(Endpoint endpoint) {
        return Optional.ofNullable(known.get(endpoint.id()))
                .filter(it -> it.url().equals(endpoint.url()));
    }

    private Optional<String> ask(Endpoint endpoint, CompletableFuture<Optional<String>> mine) {
        try {
            if (of(endpoint).filter(Known::asksNoMore).isPresent()) {
                // Somebody had the answer just now.
                mine.complete(Optional.empty());
                return Optional.empty();
            }
            Reply reply = wire.send(endpoint.project(), question(endpoint), new Hangup());
            int unready = isReady(reply) ? 0 : of(endpoint).map(Known::unready).orElse(0) + 1;
            remember(endpoint, unready);
            Optional<String> why =
                    unready == 0 || unready >= BELIEVED
                            ? Optional.empty()
                            : Optional.of(WHAT + describe(reply));
            mine.complete(why);
            return why;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(endpoint.id(), mine);
        }
    }

    private void remember(Endpoint endpoint, int unready) {
        if (known.size() >= MAX) {
            known.clear();
        }
        known.put(endpoint.id(), new Known(endpoint.url(), unready));
    }

    private Request question(Endpoint endpoint) {
        List<Header> headers = new ArrayList<>();
        headers.add(userAgent);
        for (SecretHeader extra : endpoint.headers()) {
            headers.add(new Header(extra.name(), extra.value().reveal()));
        }
        Duration most = endpoint.timeout().compareTo(LONGEST) < 0 ? endpoint.timeout() : LONGEST;
        return new Request("OPTIONS", endpoint.url(), headers, Payload.EMPTY, most, 0).forItsHead();
    }

    /** What is wrong with an address, or on our side, the payload itself will meet. */
    private static boolean isReady(Reply reply) {
        return switch (reply) {
            case Answered answered -> answered.status() < 502 || answered.status() > 504;
            case Faulted faulted ->
                    switch (faulted.fault()) {
                        case NAME_NOT_RESOLVED, CONNECT_FAILED, TLS_FAILED, TIMEOUT, DISCONNECTED ->
                                false;
                        case ADDRESS_REFUSED, CALLED_OFF, NOT_SENT, NO_ROOM, MALFORMED_RESPONSE ->
                                true;
                    };
        };
    }

    private static String describe(Reply reply) {
        return switch (reply) {
            case Answered answered -> " answered " + answered.status();
            case Faulted(WireFault _, String detail, var _) -> ": " + detail;
        };
    }
}
