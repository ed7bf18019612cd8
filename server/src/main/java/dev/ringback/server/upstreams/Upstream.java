package dev.ringback.server.upstreams;

import dev.ringback.kernel.LaneId;
import dev.ringback.server.endpoints.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model server that speaks OpenAI's protocol.
 *
 * @param name names its lane and, where there are several, the prefix of its models: 1 to 64
 *     characters of {@code [A-Za-z0-9_-]}
 * @param baseUrl what paths such as {@code /chat/completions} are appended to, such as {@code
 *     https://api.example.com/v1}
 * @param key shown as a bearer token; empty when it asks for none
 * @param concurrency how many jobs it is given at the same time, 1 to 10,000
 * @param timeout bound on one request; while streaming, on each silence
 */
public record Upstream(
        String name, URI baseUrl, Optional<Secret> key, int concurrency, Duration timeout) {

    /** How many jobs an upstream is given at the same time when nothing else is said. */
    public static final int DEFAULT_CONCURRENCY = 64;

    /** How long an answer may take when nothing else is said: long texts are written slowly. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public Upstream {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name is not 1 to 64 characters of [A-Za-z0-9_-]: " + name);
        }
        String scheme = baseUrl.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalArgumentException("base URL is not http or https: " + baseUrl);
        }
        if (baseUrl.getHost() == null || baseUrl.getQuery() != null) {
            throw new IllegalArgumentException("base URL has no host, or a query: " + baseUrl);
        }
        if (concurrency < 1 || concurrency > 10_000) {
            throw new IllegalArgumentException(
                    "concurrency is not between 1 and 10000: " + concurrency);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is not positive: " + timeout);
        }
    }

    /** An upstream with the usual bounds. */
    public static Upstream of(String name, URI baseUrl, Optional<Secret> key) {
        return new Upstream(name, baseUrl, key, DEFAULT_CONCURRENCY, DEFAULT_TIMEOUT);
    }

    /** The lane of its jobs, or of its batches. */
    public LaneId lane(Line line) {
        return new LaneId(Upstreams.LANE_PREFIX + name + line.suffix());
    }

    /** A resource below the base URL. */
    URI at(String path) {
        String base = baseUrl.toString();
        return URI.create(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}
