package dev.ringback.server.sources;

import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the requests of a source are verified.
 *
 * @param provider a provider of the catalogue, or {@link #CUSTOM}
 * @param scheme JSON of the scheme that its owner declares; of custom ones only
 * @param context JSON of what else the scheme needs, which may hold what is secret
 * @param secrets the provider's; all that hold are tried
 * @param tolerance how far the time of signing may be from now; the scheme's own when empty
 * @param publicUrl under which the provider reaches this server, without a slash at its end; the
 *     server's own when empty
 */
public record SourceTrust(
        String provider,
        Optional<String> scheme,
        Secret context,
        List<RotatedSecret> secrets,
        Optional<Duration> tolerance,
        Optional<String> publicUrl) {

    /** Stands for a scheme that is no provider's. */
    public static final String CUSTOM = "custom";

    /** A context with nothing in it. */
    public static final Secret NO_CONTEXT = new Secret("{}");

    public SourceTrust {
        secrets = List.copyOf(secrets);
    }

    /** The same with other secrets. */
    public SourceTrust withSecrets(List<RotatedSecret> others) {
        return new SourceTrust(provider, scheme, context, others, tolerance, publicUrl);
    }
}
