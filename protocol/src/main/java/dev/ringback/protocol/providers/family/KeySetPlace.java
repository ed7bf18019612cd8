package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.keys.KeySet;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.protocol.providers.request.KeyRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a set of public keys is: in the source's context, or at a URL.
 *
 * @param url the provider's own; the context's goes before
 */
public record KeySetPlace(Optional<URI> url, Duration keep) {

    /** Without a URL of the provider's. */
    public static final KeySetPlace OF_CONTEXT =
            new KeySetPlace(Optional.empty(), Duration.ofHours(1));

    /**
     * Tries a set; one that may be out of date is asked for again before it is believed that a key
     * is not in it.
     *
     * @param attempt nothing when the set does not have the key
     * @param unknown the words for that
     */
    public Proof with(Trust trust, Function<KeySet, Optional<Proof>> attempt, String unknown) {
        Optional<KeySet> given = trust.context().jwks();
        if (given.isPresent()) {
            return attempt.apply(given.get()).orElseGet(() -> Proof.differs(unknown));
        }
        Optional<URI> place = trust.context().jwksUrl().or(() -> url);
        if (place.isEmpty()) {
            return Proof.differs("the source has no key set, so that nothing can be verified");
        }
        return with(trust, new KeyRequest(place.get(), Optional.empty(), keep), attempt, unknown);
    }

    /** The same for a set, or a single key, that has to be asked for in a way of its own. */
    public static Proof with(
            Trust trust,
            KeyRequest request,
            Function<KeySet, Optional<Proof>> attempt,
            String unknown) {
        Optional<FetchedKeys.Fetched> fetched = trust.keys().of(request);
        Optional<Proof> proof = fetched.flatMap(each -> KeySet.read(each.text())).flatMap(attempt);
        boolean old = fetched.isEmpty() || !fetched.get().latest();
        return proof.orElseGet(() -> old ? new Proof.Wanting(request) : Proof.differs(unknown));
    }
}
