package dev.ringback.protocol.providers.request;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the owner of a source trusts, and what was fetched on its behalf.
 *
 * @param secrets the secrets that are valid now, as the provider shows them; all are tried
 * @param context what else the scheme needs
 * @param keys what was fetched
 * @param authorities whom chains of certificates have to lead to, unless the context names some
 * @param tolerance how far the time of signing may lie from now, both ways and inclusive; the
 *     scheme's own when absent. Without effect where the scheme has none
 * @param maxBody how many bytes a packed body may unpack to
 */
public record Trust(
        List<String> secrets,
        SchemeContext context,
        FetchedKeys keys,
        Set<X509Certificate> authorities,
        Optional<Duration> tolerance,
        int maxBody) {

    /** The most bytes of a body, unless the source says otherwise. */
    public static final int MAX_BODY = 10_000_000;

    public Trust {
        secrets = List.copyOf(secrets);
        authorities = Set.copyOf(authorities);
    }

    /** Some secrets, and nothing else. */
    public static Trust of(String... secrets) {
        return new Trust(
                List.of(secrets),
                SchemeContext.none(),
                FetchedKeys.none(),
                Set.of(),
                Optional.empty(),
                MAX_BODY);
    }

    /** The same with other secrets. */
    public Trust withSecrets(List<String> others) {
        return new Trust(others, context, keys, authorities, tolerance, maxBody);
    }

    /** The same with another context. */
    public Trust withContext(SchemeContext other) {
        return new Trust(secrets, other, keys, authorities, tolerance, maxBody);
    }

    /** The same after something was fetched. */
    public Trust withKeys(FetchedKeys others) {
        return new Trust(secrets, context, others, authorities, tolerance, maxBody);
    }

    /** The same with another tolerance. */
    public Trust withTolerance(Duration other) {
        return new Trust(secrets, context, keys, authorities, Optional.of(other), maxBody);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Trust[" + secrets.size() + " secrets]";
    }
}
