package dev.ringback.protocol.providers.keys;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of public keys (JWKS, RFC 7517). Keys of kinds that are not known, keys for encryption and
 * keys that have expired are left out.
 *
 * @param keys those that can be used
 */
public record KeySet(List<Named> keys) {

    /** More keys than this are not looked at. */
    public static final int MOST = 100;

    /**
     * A key of a set.
     *
     * @param kid its id, empty when it has none
     * @param alg the only {@code alg} that it is for, empty when the set names none
     */
    public record Named(String kid, String alg, PublicKey key) {}

    public KeySet {
        keys = List.copyOf(keys);
    }

    /** Reads a set, or a single key, or an answer that holds a single {@code key}. */
    public static Optional<KeySet> read(String json) {
        return JsonBody.read(json.getBytes(StandardCharsets.UTF_8), JsonPaths.ALL)
                .flatMap(KeySet::of);
    }

    /** Makes a set of JSON that was read whole. */
    public static Optional<KeySet> of(ParsedJson tree) {
        if (tree.at("/keys").isPresent()) {
            List<Named> keys = new ArrayList<>();
            tree.at("/keys").stream()
                    .flatMap(list -> list.items().stream())
                    .limit(MOST)
                    .forEach(each -> named(each).ifPresent(keys::add));
            return Optional.of(new KeySet(keys));
        }
        ParsedJson single = tree.at("/key").orElse(tree);
        return single.text("/kty").isPresent()
                ? Optional.of(new KeySet(named(single).stream().toList()))
                : Optional.empty();
    }

    /** The keys for an algorithm: those of a {@code kid}, or all when it is empty. */
    public List<PublicKey> fitting(String kid, SignatureAlgorithm algorithm, String alg) {
        return keys.stream()
                .filter(each -> kid.isEmpty() || each.kid().equals(kid))
                .filter(each -> each.alg().isEmpty() || alg.isEmpty() || each.alg().equals(alg))
                .map(Named::key)
                .filter(algorithm::fits)
                .toList();
    }

    /** Whether a key of this id is here. */
    public boolean knows(String kid) {
        return keys.stream().anyMatch(each -> each.kid().equals(kid));
    }

    private static Optional<Named> named(ParsedJson jwk) {
        boolean signs = jwk.text("/use").map("sig"::equals).orElse(true);
        if (!signs || jwk.text("/expired_at").isPresent()) {
            return Optional.empty();
        }
        return key(jwk).map(key ->
                new Named(jwk.text("/kid").orElse(""), jwk.text("/alg").orElse(""), key));
    }

    private static Optional<PublicKey> key(ParsedJson jwk) {
        return switch (jwk.text("/kty").orElse("")) {
            case "OKP" ->
                    jwk.text("/crv").equals(Optional.of("Ed25519"))
                            ? bytes(jwk, "/x").flatMap(PublicKeys::ed25519)
                            : Optional.empty();
            case "EC" ->
                    bytes(jwk, "/x")
                            .flatMap(x ->
                                    bytes(jwk, "/y")
                                            .flatMap(y ->
                                                    PublicKeys.ec(
                                                            jwk.text("/crv").orElse(""), x, y)));
            case "RSA" ->
                    bytes(jwk, "/n")
                            .flatMap(n -> bytes(jwk, "/e").flatMap(e -> PublicKeys.rsa(n, e)));
            default -> Optional.empty();
        };
    }

    private static Optional<byte[]> bytes(ParsedJson jwk, String pointer) {
        return jwk.text(pointer).flatMap(TextEncoding::base64);
    }
}
