package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.server.access.LocalHosts;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who needs no key of a server for development: programs on its own machine. A browser there shows
 * pages of any site, which may have given this machine a name of theirs, and a proxy there brings
 * what comes from anywhere; those need one.
 */
final class Keyless {

    /** What is said to all others, before the keys that would do. */
    static final String ONLY =
            "without a key a server for development answers only programs on its own machine, and"
                    + " no pages of other sites: ";

    private static final LocalHosts LOCAL = new LocalHosts();
    private static final Pattern ORIGIN = Pattern.compile("https?://(.+)");

    /** What proxies and tunnels say of whom they speak for, in lower case. */
    private static final Set<String> FORWARDED =
            Set.of("x-forwarded-for", "x-real-ip", "forwarded");

    private Keyless() {}

    /** Whether whoever sent a request is believed to be at home here. */
    static boolean mayAsk(HttpRequest head) {
        return head.peer().address().stream().allMatch(InetAddress::isLoopbackAddress)
                && head.header("Host").stream().allMatch(LOCAL)
                && hops(head).allMatch(Keyless::isLoopback)
                && !isOfStrangePage(head);
    }

    /** Whether a page of another site asks; a browser does not let it hide where it is from. */
    static boolean isOfStrangePage(HttpRequest head) {
        return head.header("Origin").filter(origin -> !isNear(origin)).isPresent();
    }

    private static boolean isNear(String origin) {
        Matcher matcher = ORIGIN.matcher(origin);
        return matcher.matches() && LOCAL.test(matcher.group(1));
    }

    /** From whom proxies say that they have a request; some in other words than an address. */
    private static Stream<String> hops(HttpRequest head) {
        return head.headers().stream()
                .filter(each -> FORWARDED.contains(each.name().toLowerCase(Locale.ROOT)))
                .map(Header::value)
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip);
    }

    private static boolean isLoopback(String hop) {
        try {
            return InetAddress.ofLiteral(hop).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
