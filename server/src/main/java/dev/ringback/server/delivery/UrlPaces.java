package dev.ringback.server.delivery;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.time.Clock;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The paces of the URLs that jobs named, of each project apart; those of idle ones are forgotten.
 */
final class UrlPaces {

    /** Beyond it a URL is asked at the pace of its host alone. */
    private static final int MAX = 20_000;

    private final Clock clock;
    private final Map<Key, UrlPace> paces = new ConcurrentHashMap<>();

    private record Key(ProjectId project, URI url) {}

    UrlPaces(Clock clock) {
        this.clock = clock;
    }

    /** When to come again; empty when the URL may be asked now. */
    Optional<Instant> later(ProjectId project, URI url) {
        Instant now = clock.now();
        boolean[] busy = {false};
        UrlPace pace =
                paces.computeIfPresent(
                        new Key(project, url),
                        (_, known) -> {
                            busy[0] = known.isBusy(now);
                            return busy[0] ? known.puttingOff(now) : known.lettingIn(now);
                        });
        return busy[0] && pace != null ? Optional.of(pace.slot()) : Optional.empty();
    }

    /** Asks the URL, and takes note of how that went. */
    Reply asking(ProjectId project, URI url, Supplier<Reply> request) {
        Key key = new Key(project, url);
        boolean noted = paces.containsKey(key) || paces.size() < MAX;
        if (!noted) {
            return request.get();
        }
        paces.compute(key, (_, known) -> (known == null ? UrlPace.NEW : known).started());
        Optional<Reply> reply = Optional.empty();
        try {
            reply = Optional.of(request.get());
            return reply.get();
        } finally {
            over(key, reply);
        }
    }

    private void over(Key key, Optional<Reply> reply) {
        Instant now = clock.now();
        paces.computeIfPresent(
                key,
                (_, known) -> {
                    UrlPace next =
                            reply.map(it -> known.replied(it, now)).orElseGet(known::abandoned);
                    return next.isIdle() ? null : next;
                });
    }
}
