package dev.ringback.server.receiving.outbound;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.protocol.providers.request.KeyRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Fetches the keys of providers, and keeps them for as long as they may be used. Each is fetched
 * once at a time, whoever waits for it; and not again within a minute, so that a stranger who makes
 * up names of keys makes no requests of them.
 */
public final class FetchedKeySets {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    private static final long AFTER_FAILURE = Duration.ofSeconds(2).toNanos();

    /** Those that are kept; a project that names more fetches again and again. */
    private static final int MOST = 1_000;

    private final Wire wire;
    private final LongSupplier nanos;
    private final Map<Place, Known> entries =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, Known> eldest) {
                    return size() > MOST;
                }
            };

    /** A project does not answer for what another one fetched. */
    private record Place(ProjectId project, KeyRequest request) {}

    private record Known(CompletableFuture<Optional<String>> text, long at) {

        boolean failed() {
            return text.isDone() && text.getNow(Optional.empty()).isEmpty();
        }
    }

    /**
     * Makes it, with nothing in it.
     *
     * @param wire under the guard for addresses that tenants name
     */
    public FetchedKeySets(Wire wire, LongSupplier nanos) {
        this.wire = wire;
        this.nanos = nanos;
    }

    /**
     * Adds to some keys what is asked for.
     *
     * @param known the keys that the asking request was judged by; one that was among them and did
     *     not do is fetched again, unless that was just done
     * @return nothing where it cannot be had at the moment
     */
    public Optional<FetchedKeys> with(FetchedKeys known, KeyRequest request, ProjectId project) {
        boolean again = known.of(request).isPresent();
        Place place = new Place(project, request);
        var mine = new Known(new CompletableFuture<>(), nanos.getAsLong());
        Known entry = entry(place, again, mine);
        if (entry.equals(mine)) {
            fetch(place, mine.text);
        }
        return await(entry)
                .map(text -> known.with(request, text, nanos.getAsLong() - entry.at < PAUSE));
    }

    private void fetch(Place place, CompletableFuture<Optional<String>> into) {
        try {
            into.complete(fetched(place));
        } finally {
            // Nobody waits in vain for what ended in a bug.
            into.complete(Optional.empty());
        }
    }

    private synchronized Known entry(Place place, boolean again, Known fresh) {
        Known kept = entries.get(place);
        if (kept != null && holds(kept, place.request, again, fresh.at)) {
            return kept;
        }
        entries.put(place, fresh);
        return fresh;
    }

    private static boolean holds(Known kept, KeyRequest request, boolean again, long now) {
        long age = now - kept.at;
        if (!kept.text.isDone()) {
            return true;
        }
        if (kept.failed()) {
            return age < AFTER_FAILURE;
        }
        return age < (again ? PAUSE : Math.max(PAUSE, request.keep().toNanos()));
    }

    private static Optional<String> await(Known entry) {
        try {
            return entry.text.get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<String> fetched(Place place) {
        KeyRequest asked = place.request;
        List<Header> headers =
                asked.post().isPresent()
                        ? List.of(new Header("Content-Type", "application/json"))
                        : List.of();
        var request =
                new Request(
                        asked.post().isPresent() ? "POST" : "GET",
                        asked.url(),
                        headers,
                        asked.post().map(Payload::of).orElse(Payload.EMPTY),
                        DEADLINE,
                        KeyRequest.MOST_BYTES);
        return switch (wire.send(place.project, request, new Hangup())) {
            case Reply.Answered answer when !answer.truncated() && answer.status() == 200 ->
                    Optional.of(answer.body().text());
            // The provider does not know such a key: that is an answer too.
            case Reply.Answered answer when answer.status() == 404 || answer.status() == 400 ->
                    Optional.of("");
            case Reply.Answered _, Reply.Faulted _ -> Optional.empty();
        };
    }
}
