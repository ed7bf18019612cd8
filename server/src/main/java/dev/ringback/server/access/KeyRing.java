package dev.ringback.server.access;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An immutable set of API keys, with the callers for whom the headers that show them stand. Lookup
 * goes by hash, so its timing tells nothing about a key's text.
 */
final class KeyRing {

    private static final String SCHEME = "Bearer ";

    private final List<ApiKey> keys;
    private final Map<String, KeyHolder> byHash;
    private final Map<String, KeyHolder> byId;
    private final KeyCache seen = new KeyCache();

    private KeyRing(List<ApiKey> keys, Map<String, KeyHolder> byHash, Map<String, KeyHolder> byId) {
        this.keys = List.copyOf(keys);
        this.byHash = Map.copyOf(byHash);
        this.byId = Map.copyOf(byId);
    }

    /** These keys, each that is not revoked with its meter, if it has one. */
    static KeyRing of(List<ApiKey> keys, Function<ApiKey, Optional<Meter>> metering, KeyUses uses) {
        Map<String, KeyHolder> byHash = new HashMap<>();
        Map<String, KeyHolder> byId = new HashMap<>();
        for (ApiKey key : keys) {
            if (key.revokedAt().isEmpty()) {
                var holder =
                        new KeyHolder(
                                key.caller(), metering.apply(key), key.expiresAt(), uses.of(key));
                byHash.put(key.hash(), holder);
                byId.put(key.id(), holder);
            }
        }
        return new KeyRing(keys, byHash, byId);
    }

    /** Whether a header shows a key at all. */
    static boolean isBearer(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** All of them, revoked ones included. */
    List<ApiKey> keys() {
        return keys;
    }

    /** Whether a key that is known by its id opens something still. */
    boolean opens(String keyId, Instant now) {
        KeyHolder holder = byId.get(keyId);
        return holder != null && holder.expired(now).isEmpty();
    }

    /** The meter of a key that is good and limited. */
    Optional<Meter> meter(String keyId) {
        return Optional.ofNullable(byId.get(keyId)).flatMap(KeyHolder::meter);
    }

    /** Who shows this {@code Authorization} header. */
    Optional<KeyHolder> holder(String authorization) {
        KeyHolder known = seen.find(authorization);
        if (known != null) {
            return Optional.of(known);
        }
        if (!isBearer(authorization)) {
            return Optional.empty();
        }
        String text = authorization.substring(SCHEME.length()).strip();
        KeyHolder holder = byHash.get(ApiKeyText.hash(text));
        if (holder == null) {
            return Optional.empty();
        }
        seen.remember(authorization, holder);
        return Optional.of(holder);
    }
}
