package dev.ringback.net.http.listener;

import java.net.InetAddress;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The hosts that are answered for, and the proxies that are trusted.
 *
 * @param hosts whether requests for this host are answered, by the Host header with its port and
 *     the path; the others are answered 421
 * @param proxies addresses that stand for many clients, so that no bound of one address holds there
 * @param pages which web pages may read what is answered
 */
public record Entrance(
        BiPredicate<String, String> hosts, Predicate<InetAddress> proxies, CrossOrigin pages) {

    /** For no web page. */
    public Entrance(BiPredicate<String, String> hosts, Predicate<InetAddress> proxies) {
        this(hosts, proxies, CrossOrigin.NONE);
    }

    /** For every host, and each address for itself. */
    public static final Entrance OPEN = new Entrance((_, _) -> true, _ -> false, CrossOrigin.NONE);
}
