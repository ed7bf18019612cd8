package dev.ringback.server.access;

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
    private final Map<String, Meter> meters;
    private final KeyCache seen = new KeyCache();

    private KeyRing(List<ApiKey> keys, Map<String, KeyHolder> byHash, Map<String, Meter> meters) {
        this.keys = List.copyOf(keys);
        this.byHash = Map.copyOf(byHash);
        this.meters = Map.copyOf(meters);
    }

    /** These keys, each that is good with its meter, if it has one. */
    static KeyRing of(List<ApiKey> keys, Function<ApiKey, Optional<Meter>> metering) {
        Map<String, KeyHolder> byHash = new HashMap<>();
        Map<String, Meter> meters = new HashMap<>();
        for (ApiKey key : keys) {
            if (key.revokedAt().isEmpty()) {
                Optional<Meter> meter = metering.apply(key);
                meter.ifPresent(each -> meters.put(key.id(), each));
                byHash.put(key.hash(), new KeyHolder(key.caller(), meter));
            }
        }
        return new KeyRing(keys, byHash, meters);
    }

    /** All of them, revoked ones included. */
    List<ApiKey> keys() {
        return keys;
    }

    /** The meter of a key that is good and limited. */
    Optional<Meter> meter(String keyId) {
        return Optional.ofNullable(meters.get(keyId));
    }

    /** Who shows this {@code Authorization} header. */
    Optional<KeyHolder> holder(String authorization) {
        KeyHolder known = seen.find(authorization);
        if (known != null) {
            return Optional.of(known);
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
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
