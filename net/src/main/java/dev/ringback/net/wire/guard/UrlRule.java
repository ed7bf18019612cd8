package dev.ringback.net.wire.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule for URLs that people give for endpoints. It takes the text apart by itself, in one pass
 * that leaves no second reading, because most attacks on such checks live in the difference between
 * two parsers. A name is not resolved here: the address is checked when it is dialled.
 */
public final class UrlRule {

    private static final int LONGEST = 2_048;

    /** What a URL is to speak: over TLS, in the clear, and whose port may be named. */
    private record Protocol(String secure, String plain, String service) {}

    private static final Protocol HTTP = new Protocol("https", "http", "HTTP");
    private static final Protocol REDIS = new Protocol("rediss", "redis", "Redis");
    private static final Protocol AMQP = new Protocol("amqps", "amqp", "AMQP");
    private static final Protocol KAFKA = new Protocol("kafkas", "kafka", "Kafka");

    /** Services that a POST from inside a network could talk to or disturb. */
    private static final Map<Integer, String> SERVICE_PORTS =
            Map.ofEntries(
                    Map.entry(21, "FTP"),
                    Map.entry(22, "SSH"),
                    Map.entry(23, "Telnet"),
                    Map.entry(25, "SMTP"),
                    Map.entry(53, "DNS"),
                    Map.entry(110, "POP3"),
                    Map.entry(111, "RPC"),
                    Map.entry(135, "RPC"),
                    Map.entry(139, "SMB"),
                    Map.entry(143, "IMAP"),
                    Map.entry(389, "LDAP"),
                    Map.entry(445, "SMB"),
                    Map.entry(465, "SMTP"),
                    Map.entry(587, "SMTP"),
                    Map.entry(636, "LDAP"),
                    Map.entry(993, "IMAP"),
                    Map.entry(995, "POP3"),
                    Map.entry(1433, "SQL Server"),
                    Map.entry(1521, "Oracle"),
                    Map.entry(2049, "NFS"),
                    Map.entry(2375, "Docker"),
                    Map.entry(2376, "Docker"),
                    Map.entry(2379, "etcd"),
                    Map.entry(2380, "etcd"),
                    Map.entry(3306, "MySQL"),
                    Map.entry(3389, "RDP"),
                    Map.entry(5432, "PostgreSQL"),
                    Map.entry(5672, "AMQP"),
                    Map.entry(6379, "Redis"),
                    Map.entry(9042, "Cassandra"),
                    Map.entry(9092, "Kafka"),
                    Map.entry(9200, "Elasticsearch"),
                    Map.entry(9300, "Elasticsearch"),
                    Map.entry(10250, "kubelet"),
                    Map.entry(11211, "memcached"),
                    Map.entry(27017, "MongoDB"));

    private final AddressGuard guard;
    private final boolean allowHttp;

    /**
     * @param guard judges hosts that are addresses, and names that are never public
     * @param allowHttp whether {@code http} is as good as {@code https}
     */
    public UrlRule(AddressGuard guard, boolean allowHttp) {
        this.guard = guard;
        this.allowHttp = allowHttp;
    }

    /** Whether calls may be sent there, as far as the text tells. */
    public UrlCheck check(String url) {
        return check(url, HTTP);
    }

    /** Whether deliveries may be sent there, over HTTP or into a queue; its scheme says which. */
    public UrlCheck checkAny(String url) {
        return check(
                url,
                Stream.of(REDIS, AMQP, KAFKA)
                        .filter(each -> url.regionMatches(true, 0, each.plain, 0, 4))
                        .findFirst()
                        .orElse(HTTP));
    }

    private UrlCheck check(String url, Protocol protocol) {
        try {
            return new UrlCheck.Valid(normalised(url, protocol));
        } catch (Refusal refusal) {
            return new UrlCheck.Invalid(refusal.reason);
        }
    }

    private URI normalised(String url, Protocol protocol) throws Refusal {
        refuseCharacters(url);
        int colon = url.indexOf("://");
        refuseIf(colon <= 0, "the URL is not absolute: it has no scheme such as https://");
        String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
        refuseIf(
                !scheme.equals(protocol.secure) && !scheme.equals(protocol.plain),
                "the scheme is neither %s nor %s".formatted(protocol.secure, protocol.plain));
        refuseIf(
                scheme.equals(protocol.plain) && !allowHttp,
                "the scheme is %s, but must be %s".formatted(protocol.plain, protocol.secure));
        int from = colon + 3;
        int end = from;
        while (end < url.length() && "/?".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String authority = url.substring(from, end);
        refuseIf(authority.indexOf('@') >= 0, "the URL holds a user name or password");
        int portAt = portAt(authority);
        String host = host(authority.substring(0, portAt));
        String port =
                portAt == authority.length() ? "" : port(authority.substring(portAt + 1), protocol);
        URI parsed = parsed(scheme + "://" + host + port + UrlTail.encoded(url.substring(end)));
        refuse(guard.refusalOfOwn(parsed, host, number(port, scheme.equals(protocol.secure))));
        return parsed;
    }

    private static void refuseCharacters(String url) throws Refusal {
        refuseIf(url.isEmpty(), "the URL is empty");
        refuseIf(url.length() > LONGEST, "the URL is longer than " + LONGEST + " characters");
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            refuseIf(Character.isISOControl(c), "the URL has a control character");
            refuseIf(
                    Character.isWhitespace(c) || Character.isSpaceChar(c),
                    "the URL has white space");
            refuseIf(
                    Character.getType(c) == Character.FORMAT, "the URL has an invisible character");
        }
        refuseIf(url.indexOf('\\') >= 0, "the URL has a backslash");
        refuseIf(url.contains("%00"), "the URL has an encoded NUL");
        refuseIf(url.indexOf('#') >= 0, "the URL has a fragment, which is never sent");
    }

    /** Where the colon before the port is, or the end; colons inside brackets do not count. */
    private static int portAt(String authority) {
        int colon = authority.indexOf(':', Math.max(authority.lastIndexOf(']'), 0));
        return colon < 0 ? authority.length() : colon;
    }

    private static String port(String text, Protocol protocol) throws Refusal {
        if (text.isEmpty()) {
            // RFC 3986 allows it, and means the usual one.
            return "";
        }
        boolean digits = text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        refuseIf(port < 1 || port > 65_535, "the port is not a number from 1 to 65535");
        String service = SERVICE_PORTS.getOrDefault(port, "");
        refuseIf(
                !service.isEmpty() && !service.equals(protocol.service),
                "port %d belongs to %s, not to %s".formatted(port, service, protocol.service));
        return ":" + port;
    }

    private static int number(String port, boolean secure) {
        return port.isEmpty() ? secure ? 443 : 80 : Integer.parseInt(port.substring(1));
    }

    private String host(String text) throws Refusal {
        refuseIf(text.isEmpty(), "the URL has no host");
        if (text.startsWith("[")) {
            return literal(text);
        }
        String host = HostName.ascii(text).orElseThrow(() -> new Refusal(noName(text), null));
        String undotted = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (!Ipv4Number.looksNumeric(undotted)) {
            refuse(guard.refusalOfName(undotted));
            return host;
        }
        OptionalLong number = Ipv4Number.parse(undotted);
        refuseIf(number.isEmpty(), "the host is not a valid IPv4 address");
        String address = Ipv4Number.text(number.orElse(0));
        refuse(guard.refusal(InetAddress.ofLiteral(address)));
        return address;
    }

    private static String noName(String text) {
        return text.chars().allMatch(c -> c < 0x80)
                ? "the host is not a valid name"
                : "the host is not a valid name, or one that programs read differently: give its"
                        + " ASCII form (xn--...)";
    }

    private String literal(String text) throws Refusal {
        refuseIf(text.indexOf('%') >= 0, "the host has a zone id");
        refuseIf(
                !text.endsWith("]") || text.indexOf(':') < 0,
                "the host is not a valid IPv6 address");
        String digits = text.substring(1, text.length() - 1);
        try {
            InetAddress address = InetAddress.ofLiteral(digits);
            refuse(guard.refusal(asSix(address)));
            return "[" + digits.toLowerCase(Locale.ROOT) + "]";
        } catch (IllegalArgumentException e) {
            throw new Refusal("the host is not a valid IPv6 address", e);
        }
    }

    /** The JDK reads a mapped literal as IPv4; the guard is to see what was written. */
    private static InetAddress asSix(InetAddress address) throws Refusal {
        if (address instanceof Inet6Address) {
            return address;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
        try {
            return Inet6Address.getByAddress("", mapped, -1);
        } catch (UnknownHostException e) {
            throw new Refusal("the host is not a valid IPv6 address", e);
        }
    }

    private static URI parsed(String text) throws Refusal {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new Refusal("the URL is malformed: " + e.getReason(), e);
        }
    }

    private static void refuse(Optional<String> reason) throws Refusal {
        if (reason.isPresent()) {
            throw new Refusal("the host is not allowed: " + reason.get(), null);
        }
    }

    private static void refuseIf(boolean broken, String reason) throws Refusal {
        if (broken) {
            throw new Refusal(reason, null);
        }
    }

    /** Leaves the nested steps of one check; never seen outside. */
    private static final class Refusal extends Exception {
        final String reason;

        Refusal(String reason, @Nullable Throwable cause) {
            super(reason, cause);
            this.reason = reason;
        }
    }
}
