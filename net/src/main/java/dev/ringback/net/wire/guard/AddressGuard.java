package dev.ringback.net.wire.guard;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The decision whether calls may go to an address or a name. Pure: it resolves nothing.
 *
 * <p>The list is the union of the IANA special-purpose registries (RFC 6890 and successors), the
 * transition mechanisms that carry an IPv4 address inside an IPv6 one, and the metadata addresses
 * of cloud platforms. Of IPv6 only {@code 2000::/3}, the global unicast space, is open at all.
 *
 * <p>An operator may open private networks. Metadata addresses stay shut even then: no customer's
 * webhook lives there, but the credentials of the machine do.
 */
public final class AddressGuard {

    private record Rule(Network network, String reason) {}

    /** Shut always; asked first, so that a metadata address inside a private block is found. */
    private static final List<Rule> METADATA =
            rules(
                    "cloud metadata address",
                    "169.254.169.254/32", // AWS, Google, Azure, most others
                    "169.254.170.2/32", // AWS container credentials
                    "169.254.170.23/32", // AWS pod identity
                    "169.254.0.23/32", // Tencent
                    "100.100.100.200/32", // Alibaba
                    "192.0.0.192/32", // Oracle
                    "168.63.129.16/32", // Azure wire server, inside a public range
                    "fd00:ec2::254/128", // AWS
                    "fd00:ec2::23/128", // AWS pod identity
                    "fd20:ce::254/128"); // Google

    /** Opened by the operator's setting for private networks. */
    private static final List<Rule> PRIVATE =
            joined(
                    rules("loopback address", "127.0.0.0/8", "::1/128"),
                    rules(
                            "private network",
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "fc00::/7"),
                    rules("shared address space of a carrier", "100.64.0.0/10"));

    /** Never a web server: shut whatever the operator opens. */
    private static final List<Rule> RESERVED =
            joined(
                    rules("unspecified address", "0.0.0.0/8", "::/128"),
                    rules("link-local address", "169.254.0.0/16", "fe80::/10"),
                    rules("limited broadcast address", "255.255.255.255/32"),
                    rules("multicast address", "224.0.0.0/4", "ff00::/8"),
                    rules(
                            "address for documentation",
                            "192.0.2.0/24",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "2001:db8::/32",
                            "3fff::/20"),
                    rules("address for benchmarks", "198.18.0.0/15"),
                    rules(
                            "IPv4 address inside an IPv6 address",
                            "::/96", // compatible
                            "::ffff:0:0/96", // mapped
                            "::ffff:0:0:0/96", // translated
                            "64:ff9b::/96", // NAT64
                            "64:ff9b:1::/48", // local NAT64
                            "2002::/16", // 6to4
                            "192.88.99.0/24"), // 6to4 relays
                    rules(
                            "address reserved for protocols",
                            "192.0.0.0/24",
                            "240.0.0.0/4",
                            "192.31.196.0/24", // AS112
                            "192.52.193.0/24", // AMT
                            "192.175.48.0/24", // AS112
                            "2620:4f:8000::/48", // AS112
                            "2001::/23", // Teredo and others
                            "100::/64", // discard
                            "100:0:0:1::/64", // dummy prefix
                            "5f00::/16", // segment routing
                            "fec0::/10", // site-local
                            "::/8"));

    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");

    private static final List<String> PRIVATE_SUFFIXES =
            List.of(".localhost", ".local", ".internal", ".svc", ".cluster.local");

    private final boolean allowPrivate;
    private final List<Network> alsoRefused;
    private final OwnDoor door;

    /**
     * @param allowPrivate opens loopback, private, unique-local and carrier-shared networks, and
     *     the names that point there
     * @param alsoRefused networks of the operator that stay shut whatever else is open, such as
     *     pods, services, and the server's own public addresses
     */
    AddressGuard(boolean allowPrivate, List<Network> alsoRefused) {
        this(allowPrivate, alsoRefused, new OwnDoor(Optional.empty()));
    }

    private AddressGuard(boolean allowPrivate, List<Network> alsoRefused, OwnDoor door) {
        this.allowPrivate = allowPrivate;
        this.alsoRefused = List.copyOf(alsoRefused);
        this.door = door;
    }

    /** The guard of a server on the internet: private networks are shut. */
    public static AddressGuard strict() {
        return new AddressGuard(false, List.of());
    }

    /** The guard of a developer's machine or an intranet. */
    public static AddressGuard allowingPrivate() {
        return new AddressGuard(true, List.of());
    }

    /** The same, which also keeps calls from where this process listens. */
    public AddressGuard besides(OwnDoor own) {
        return new AddressGuard(allowPrivate, alsoRefused, own);
    }

    /** Why nothing may be dialled there, in words without the address; empty when it may. */
    public Optional<String> refusal(InetAddress address, int port) {
        return refusal(address).or(() -> door.refusal(address, port));
    }

    /** Why calls may not go to that URL, for where this process listens; empty when they may. */
    Optional<String> refusalOfOwn(URI url, String host, int port) {
        return door.refusal(url, host, port);
    }

    /** Why calls may not go to that address, in words without the address; empty when they may. */
    public Optional<String> refusal(InetAddress address) {
        Optional<String> reason = reason(METADATA, address);
        if (reason.isPresent()) {
            return reason;
        }
        if (alsoRefused.stream().anyMatch(network -> network.contains(address))) {
            return Optional.of("network shut by the operator");
        }
        reason = reason(PRIVATE, address);
        if (reason.isPresent()) {
            return allowPrivate ? Optional.empty() : reason;
        }
        return reason(RESERVED, address).or(() -> outsideGlobalUnicast(address));
    }

    /**
     * Why calls may not go to that host name, whatever it resolves to; empty when they may. The
     * name is in ASCII; upper case and a trailing dot make no difference.
     */
    public Optional<String> refusalOfName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.equals("metadata.google.internal")) {
            return Optional.of("cloud metadata name");
        }
        if (allowPrivate) {
            return Optional.empty();
        }
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return Optional.of("name of the local machine");
        }
        if (name.equals("host.docker.internal")
                || PRIVATE_SUFFIXES.stream().anyMatch(name::endsWith)) {
            return Optional.of("name of a private network");
        }
        return name.indexOf('.') < 0 ? Optional.of("name without a domain") : Optional.empty();
    }

    private static Optional<String> reason(List<Rule> rules, InetAddress address) {
        for (Rule rule : rules) {
            if (rule.network.contains(address)) {
                return Optional.of(rule.reason);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> outsideGlobalUnicast(InetAddress address) {
        if (address instanceof Inet4Address) {
            return Optional.empty();
        }
        if (!GLOBAL_UNICAST.contains(address)) {
            return Optional.of("address outside the global unicast space");
        }
        return isIsatap(address.getAddress())
                ? Optional.of("IPv4 address inside an IPv6 address")
                : Optional.empty();
    }

    /** RFC 5214: the interface identifier is 0000:5EFE or 0200:5EFE and then an IPv4 address. */
    private static boolean isIsatap(byte[] address) {
        return (address[8] & 0xfd) == 0
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }

    private static List<Rule> rules(String reason, String... networks) {
        List<Rule> rules = new ArrayList<>();
        for (String network : networks) {
            rules.add(new Rule(Network.parse(network), reason));
        }
        return List.copyOf(rules);
    }

    @SafeVarargs
    private static List<Rule> joined(List<Rule>... parts) {
        List<Rule> all = new ArrayList<>();
        for (List<Rule> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }
}
