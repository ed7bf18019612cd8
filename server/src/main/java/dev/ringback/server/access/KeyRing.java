package dev.ringback.server.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys at one moment, and whom the headers that show them stand for. Lookup goes by hash, so
 * its timing tells nothing about a key's text.
 */
final class KeyRing {

    private static final String SCHEME = "Bearer ";

    private final List<ApiKey> keys;
    private final Map<String, Caller> byHash;
    private final SeenKeys seen = new SeenKeys();

    private KeyRing(List<ApiKey> keys, Map<String, Caller> byHash) {
        this.keys = keys;
        this.byHash = byHash;
    }

    static KeyRing of(List<ApiKey> keys) {
        Map<String, Caller> byHash = new HashMap<>();
        for (ApiKey key : keys) {
            if (key.revokedAt().isEmpty()) {
                byHash.put(key.hash(), key.caller());
            }
        }
        return new KeyRing(List.copyOf(keys), Map.copyOf(byHash));
    }

    /** All of them, revoked ones included. */
    List<ApiKey> keys() {
        return keys;
    }

    /** Whom an {@code Authorization} header stands for. */
    Optional<Caller> caller(String authorization) {
        Caller known = seen.find(authorization);
        if (known != null) {
            return Optional.of(known);
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String text = authorization.substring(SCHEME.length()).strip();
        Caller caller = byHash.get(KeyText.hash(text));
        if (caller == null) {
            return Optional.empty();
        }
        seen.remember(authorization, caller);
        return Optional.of(caller);
    }
}
