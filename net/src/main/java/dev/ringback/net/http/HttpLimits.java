package dev.ringback.net.http;

import dev.ringback.kernel.memory.ByteBudget;
import java.time.Duration;
import java.util.Optional;

/**
 * The bounds of a listener.
 *
 * @param crowd who may be there at once
 * @param maxRequests requests that are there and being answered at once; more are answered 503, so
 *     that threads and bodies in memory stay bounded
 * @param budget the account of what is held in memory; a request for which there is no room is
 *     answered 503
 * @param maxRequestLine longest first line of a request, in bytes
 * @param maxHeaders longest header section, in bytes
 * @param patience how long peers are waited for
 */
public record HttpLimits(
        Crowd crowd,
        int maxRequests,
        ByteBudget budget,
        int maxRequestLine,
        int maxHeaders,
        Patience patience) {

    private static final long DEFAULT_HEAP = 512L << 20;
    private static final long FOR_CONNECTION = 40 * 1024;
    private static final long FOR_REQUEST = 96 * 1024;

    /**
     * Who may be there at once.
     *
     * @param connections open connections; one more takes the place of one that waits for its next
     *     request, or is answered 503
     * @param ofOneAddress of these, how many may come from one address
     * @param unfinished requests of one address that have begun to arrive and are not there yet;
     *     more are answered 503
     */
    public record Crowd(int connections, int ofOneAddress, int unfinished) {

        public Crowd {
            if (ofOneAddress < 1 || unfinished < 1) {
                throw new IllegalArgumentException("a limit of an address is too small");
            }
            if (connections < 1) {
                throw new IllegalArgumentException("a limit is too small");
            }
        }
    }

    /**
     * How long peers are waited for.
     *
     * @param request how long a request may take to arrive, head and body together, at any speed;
     *     and how long it may stop in between. Time in which nobody reads it does not count
     * @param bytesPerSecond how slowly a longer body may arrive: each second's worth of bytes
     *     extends the time for a request by one second
     * @param idle how long a kept connection may wait for its next request
     * @param write how long the peer may refuse to take what is written; extended like the time for
     *     a request
     */
    public record Patience(Duration request, int bytesPerSecond, Duration idle, Duration write) {

        public Patience {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("bytesPerSecond is below 1: " + bytesPerSecond);
            }
            requirePositive(request, "request");
            requirePositive(idle, "idle");
            requirePositive(write, "write");
        }

        private static void requirePositive(Duration duration, String name) {
            if (!duration.isPositive()) {
                throw new IllegalArgumentException(name + " is not positive: " + duration);
            }
        }
    }

    /**
     * What suits the default heap. Connections cost about 15 KiB each, and 40 KiB when they are
     * busy.
     */
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    new Crowd(10_000, 7_500, 1_000),
                    4_096,
                    ByteBudget.ofHeap(DEFAULT_HEAP),
                    8 * 1024,
                    16 * 1024,
                    new Patience(
                            Duration.ofSeconds(20),
                            16 * 1024,
                            Duration.ofSeconds(75),
                            Duration.ofSeconds(30)));

    public HttpLimits {
        if (maxRequests < 1 || maxRequestLine < 64 || maxHeaders < 64) {
            throw new IllegalArgumentException("a limit is too small");
        }
    }

    /** These limits with another time for a kept connection. */
    public HttpLimits withIdleTimeout(Duration timeout) {
        var other =
                new Patience(patience.request, patience.bytesPerSecond, timeout, patience.write);
        return new HttpLimits(crowd, maxRequests, budget, maxRequestLine, maxHeaders, other);
    }

    /** These limits with other numbers of connections, of one address too. */
    public HttpLimits withConnections(int connections, int ofOneAddress, int unfinished) {
        var other = new Crowd(connections, ofOneAddress, unfinished);
        return new HttpLimits(other, maxRequests, budget, maxRequestLine, maxHeaders, patience);
    }

    /** These limits with another number of requests that are answered at once. */
    public HttpLimits withRequests(int most) {
        return new HttpLimits(crowd, most, budget, maxRequestLine, maxHeaders, patience);
    }

    /** These limits with other bounds of one address, where given; never more than all have. */
    public HttpLimits ofOneAddress(Optional<Integer> connections, Optional<Integer> unfinished) {
        int open = Math.min(connections.orElse(crowd.ofOneAddress), crowd.connections);
        return withConnections(
                crowd.connections, open, Math.min(unfinished.orElse(crowd.unfinished), open));
    }

    /** These limits with another account of what is held in memory. */
    public HttpLimits within(ByteBudget other) {
        return new HttpLimits(crowd, maxRequests, other, maxRequestLine, maxHeaders, patience);
    }

    /** No more connections and requests than a heap of so many bytes bears. */
    public static HttpLimits of(long heap, ByteBudget budget) {
        int connections = (int) Math.min(DEFAULT.crowd.connections, heap / FOR_CONNECTION);
        return DEFAULT.withConnections(
                        connections, mostOfOne(connections), DEFAULT.crowd.unfinished)
                .withRequests((int) Math.min(DEFAULT.maxRequests, heap / FOR_REQUEST))
                .within(budget);
    }

    /** What one address may have of so many connections, when nothing else is said. */
    public static int mostOfOne(int connections) {
        return Math.max(1, connections - connections / 4);
    }
}
