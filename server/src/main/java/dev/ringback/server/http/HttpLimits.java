package dev.ringback.server.http;

import java.time.Duration;

/**
 * What bounds a listener.
 *
 * @param maxConnections open connections; more wait in the kernel's backlog
 * @param maxRequests requests being answered at once; more are answered 503, so that threads and
 *     bodies in memory stay bounded
 * @param maxRequestLine longest first line of a request, in bytes
 * @param maxHeaders longest header section, in bytes
 * @param requestTimeout how long a request may take to arrive, head and body together, at any speed
 * @param bytesPerSecond how slowly a longer body may arrive: each second's worth of bytes extends
 *     the request timeout by one second
 * @param idleTimeout how long a kept connection may wait for its next request
 * @param writeTimeout how long the peer may refuse to take what is written; extended like the
 *     request timeout
 */
public record HttpLimits(
        int maxConnections,
        int maxRequests,
        int maxRequestLine,
        int maxHeaders,
        Duration requestTimeout,
        int bytesPerSecond,
        Duration idleTimeout,
        Duration writeTimeout) {

    /** Connections cost about 40 KiB each when they are busy, so 10,000 stay below 400 MiB. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    10_000,
                    4_096,
                    8 * 1024,
                    16 * 1024,
                    Duration.ofSeconds(20),
                    16 * 1024,
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(30));

    public HttpLimits {
        if (maxConnections < 1 || maxRequests < 1 || maxRequestLine < 64 || maxHeaders < 64) {
            throw new IllegalArgumentException("a limit is too small");
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond is below 1: " + bytesPerSecond);
        }
        requirePositive(requestTimeout, "requestTimeout");
        requirePositive(idleTimeout, "idleTimeout");
        requirePositive(writeTimeout, "writeTimeout");
    }

    /** These limits with another request timeout. */
    public HttpLimits withRequestTimeout(Duration timeout) {
        return new HttpLimits(
                maxConnections,
                maxRequests,
                maxRequestLine,
                maxHeaders,
                timeout,
                bytesPerSecond,
                idleTimeout,
                writeTimeout);
    }

    /** These limits with another idle timeout. */
    public HttpLimits withIdleTimeout(Duration timeout) {
        return new HttpLimits(
                maxConnections,
                maxRequests,
                maxRequestLine,
                maxHeaders,
                requestTimeout,
                bytesPerSecond,
                timeout,
                writeTimeout);
    }

    private static void requirePositive(Duration duration, String name) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " is not positive: " + duration);
        }
    }
}
