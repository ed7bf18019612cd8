package dev.ringback.net.http.door;

import dev.ringback.net.http.HttpLimits;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Bounds what one address may have open, so that it cannot take the place of all others. Addresses
 * of IPv6 count by their first 64 bits, which is what one site gets at least.
 */
final class Addresses {

    private static final int SITE = 8;

    private final int mostConnections;
    private final int mostUnfinished;
    private final Predicate<InetAddress> proxies;
    private final Map<String, Visitor> visitors = new ConcurrentHashMap<>();

    /**
     * Makes one.
     *
     * @param proxies addresses that stand for many clients, and are not bounded
     */
    Addresses(HttpLimits limits, Predicate<InetAddress> proxies) {
        this.mostConnections = limits.crowd().ofOneAddress();
        this.mostUnfinished = limits.crowd().unfinished();
        this.proxies = proxies;
    }

    /** A connection came from there. */
    Visitor come(InetAddress address) {
        if (proxies.test(address)) {
            return new Visitor("", Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        return visitors.compute(
                site(address),
                (site, known) -> {
                    Visitor visitor =
                            known == null
                                    ? new Visitor(site, mostConnections, mostUnfinished)
                                    : known;
                    visitor.connections.incrementAndGet();
                    return visitor;
                });
    }

    /** A connection of it has ended. */
    void go(Visitor visitor) {
        visitors.computeIfPresent(
                visitor.site,
                (_, known) -> known.connections.decrementAndGet() == 0 ? null : known);
    }

    private static String site(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of()
                .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, SITE) : bytes);
    }

    /** Whoever is at one address, or site. */
    static final class Visitor {

        private final String site;
        private final int mostConnections;
        private final int mostUnfinished;
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger unfinished = new AtomicInteger();

        Visitor(String site, int mostConnections, int mostUnfinished) {
            this.site = site;
            this.mostConnections = mostConnections;
            this.mostUnfinished = mostUnfinished;
        }

        /** Whether it has more connections than it may. */
        boolean isTooMany() {
            return connections.get() > mostConnections;
        }

        /** A request begins; false, and nothing is counted, when too many have not ended. */
        boolean begin() {
            if (unfinished.incrementAndGet() > mostUnfinished) {
                unfinished.decrementAndGet();
                return false;
            }
            return true;
        }

        /** All of a request is there, or nothing more of it will be read. */
        void end() {
            unfinished.decrementAndGet();
        }
    }
}
