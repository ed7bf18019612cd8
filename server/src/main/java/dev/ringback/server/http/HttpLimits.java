package dev.ringback.server.http;

import dev.ringback.kernel.ByteBudget;
import java.time.Duration;
import java.util.Optional;

/**
 * What bounds a listener.
 *
 * @param maxConnections open connections; one more takes the place of one that waits for its next
 *     request, or is answered 503
 * @param connectionsPerAddress of these, how many may come from one address
 * @param unfinishedPerAddress requests of one address that have begun to arrive and are not there
 *     yet; more are answered 503
 * @param maxRequests requests that are there and being answered at once; more are answered 503, so
 *     that threads and bodies in memory stay bounded
 * @param budget the account of what is held in memory; a request for which there is no room is
 *     answered 503
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
        int connectionsPerAddress,
        int unfinishedPerAddress,
        int maxRequests,
        ByteBudget budget,
        int maxRequestLine,
        int maxHeaders,
        Duration requestTimeout,
        int bytesPerSecond,
        Duration idleTimeout,
        Duration writeTimeout) {

    private static final long DEFAULT_HEAP = 512L << 20;
    private static final long FOR_CONNECTION = 40 * 1024;
    private static final long FOR_REQUEST = 96 * 1024;

    /**
     * What suits the default heap. Connections cost about 15 KiB each, and 40 KiB when they are
     * busy.
     */
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    10_000,
                    7_500,
                    1_000,
                    4_096,
                    ByteBudget.ofHeap(DEFAULT_HEAP),
                    8 * 1024,
                    16 * 1024,
                    Duration.ofSeconds(20),
                    16 * 1024,
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(30));

    public HttpLimits {
        if (connectionsPerAddress < 1 || unfinishedPerAddress < 1) {
            throw new IllegalArgumentException("a limit of an address is too small");
        }
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
    HttpLimits withRequestTimeout(Duration timeout) {
        return new HttpLimits(
                maxConnections,
                connectionsPerAddress,
                unfinishedPerAddress,
                maxRequests,
                budget,
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
                connectionsPerAddress,
                unfinishedPerAddress,
                maxRequests,
                budget,
                maxRequestLine,
                maxHeaders,
                requestTimeout,
                bytesPerSecond,
                timeout,
                writeTimeout);
    }

    /** These limits with other numbers of connections, of one address too. */
    public HttpLimits withConnections(int connections, int perAddress, int unfinished) {
        return new HttpLimits(
                connections,
                perAddress,
                unfinished,
                maxRequests,
                budget,
                maxRequestLine,
                maxHeaders,
                requestTimeout,
                bytesPerSecond,
                idleTimeout,
                writeTimeout);
    }

    /** Connections beyond all others that are looked at, to answer probes and turn others away. */
    int waitingAtTheDoor() {
        return Math.clamp(maxConnections / 8, 4, Doorman.PLACES);
    }

    /** These limits with other bounds of one address, where given; never more than all have. */
    public HttpLimits ofOneAddress(Optional<Integer> connections, Optional<Integer> unfinished) {
        int open = Math.min(connections.orElse(connectionsPerAddress), maxConnections);
        return withConnections(
                maxConnections, open, Math.min(unfinished.orElse(unfinishedPerAddress), open));
    }

    /** These limits with another account of what is held in memory. */
    HttpLimits within(ByteBudget other) {
        return new HttpLimits(
                maxConnections,
                connectionsPerAddress,
                unfinishedPerAddress,
                maxRequests,
                other,
                maxRequestLine,
                maxHeaders,
                requestTimeout,
                bytesPerSecond,
                idleTimeout,
                writeTimeout);
    }

    /** No more connections and requests than a heap of so many bytes bears. */
    public static HttpLimits of(long heap, ByteBudget budget) {
        int connections = (int) Math.min(DEFAULT.maxConnections, heap / FOR_CONNECTION);
        return new HttpLimits(
                connections,
                mostOfOne(connections),
                DEFAULT.unfinishedPerAddress,
                (int) Math.min(DEFAULT.maxRequests, heap / FOR_REQUEST),
                budget,
                DEFAULT.maxRequestLine,
                DEFAULT.maxHeaders,
                DEFAULT.requestTimeout,
                DEFAULT.bytesPerSecond,
                DEFAULT.idleTimeout,
                DEFAULT.writeTimeout);
    }

    /** What one address may have of so many connections, when nothing else is said. */
    public static int mostOfOne(int connections) {
        return Math.max(1, connections - connections / 4);
    }

    private static void requirePositive(Duration duration, String name) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " is not positive: " + duration);
        }
    }
}
