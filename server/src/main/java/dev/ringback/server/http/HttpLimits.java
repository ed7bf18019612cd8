package dev.ringback.server.http;

import java.time.Duration;

/**
 * What bounds a listener.
 *
 * @param maxConnections open connections; more wait in the kernel's backlog
 * @param maxRequests requests being answered at once; more are answered 503, so that threads and
 *     bodies in memory stay bounded
 * @param heldBodies bytes that the bodies of all requests hold in memory together, the first 64 KiB
 *     of each aside; a body for which there is no room is answered 503
 * @param maxRequestLine longest first line of a request, in bytes
 * @param maxHeaders longest header section, in bytes
 * @param requestTimeout how long a request may take to arrive, head and body together, at any
 *     speed; and how long it may stop in between. Time in which nobody reads it does not count
 * @param bytesPerSecond how slowly a longer body may arrive: each second's worth of bytes extends
 *     the request timeout by one second
 * @param idleTimeout how long a kept connection may wait for its next request
 * @param writeTimeout how long the peer may refuse to take what is written; extended like the
 *     request timeout
 */
public record HttpLimits(
        int maxConnections,
        int maxRequests,
        long heldBodies,
        int maxRequestLine,
        int maxHeaders,
        Duration requestTimeout,
        int bytesPerSecond,
        Duration idleTimeout,
        Duration writeTimeout) {

    /**
     * Connections cost about 40 KiB each when they are busy, so 10,000 stay below 400 MiB. Bodies
     * may take a quarter of the heap.
     */
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    10_000,
                    4_096,
                    Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4),
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
        if (heldBodies < 0) {
            throw new IllegalArgumentException("heldBodies is negative: " + heldBodies);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond is below 1: " + bytesPerSecond);
        }
        requirePositive(requestTimeout, "requestTimeout");
        requirePositive(idleTimeout, "idleTimeout");
        requirePositive(writeTimeout, "writeTimeout");
    }

    /** These limits with another request timeout. */
    HttpLimits withRequestTimeout(Duration timeout) {
        return new HttpLimits(
                maxConnections,
                maxRequests,
                heldBodies,
                maxRequestLine,
                maxHeaders,
                timeout,
                bytesPerSecond,
                idleTimeout,
                writeTimeout);
    }

    /** These limits with another idle timeout. */
    HttpLimits withIdleTimeout(Duration timeout) {
        return new HttpLimits(
                maxConnections,
                maxRequests,
                heldBodies,
                maxRequestLine,
                maxHeaders,
                requestTimeout,
                bytesPerSecond,
                timeout,
                writeTimeout);
    }

    /** These limits with other room for bodies. */
    HttpLimits withHeldBodies(long bytes) {
        return new HttpLimits(
                maxConnections,
                maxRequests,
                bytes,
                maxRequestLine,
                maxHeaders,
                requestTimeout,
                bytesPerSecond,
                idleTimeout,
                writeTimeout);
    }

    private static void requirePositive(Duration duration, String name) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " is not positive: " + duration);
        }
    }
}
