package dev.ringback.net.wire;

import dev.ringback.net.wire.guard.Ipv4Number;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a URL (RFC 6454): where a connection leads, and the key under which it is kept.
 *
 * @param secure https
 * @param host in lower case; an IPv6 literal without brackets
 * @param port never -1
 */
record WireOrigin(boolean secure, String host, int port) {

    /** The JDK's own reading knows no host that has a {@code _}, as names of containers do. */
    private static final Pattern AUTHORITY =
            Pattern.compile(
                    "(\\[(?<six>[^\\[\\]@]+)]|(?<name>[^:@\\[\\]]+))(:(?<port>[0-9]{1,5})?)?");

    /**
     * Reads the part of a URL that decides where to connect.
     *
     * @throws IllegalArgumentException when the URL is not absolute http or https with a host
     */
    static WireOrigin of(URI url) {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        if (!secure && !"http".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("scheme is neither http nor https");
        }
        Matcher parts = AUTHORITY.matcher(String.valueOf(url.getRawAuthority()));
        if (url.getRawAuthority() == null || !parts.matches()) {
            throw new IllegalArgumentException("the URL has no host");
        }
        String host = parts.group("six") == null ? parts.group("name") : parts.group("six");
        if (url.getHost() == null && Ipv4Number.looksNumeric(host)) {
            throw new IllegalArgumentException("the URL's host is half an address");
        }
        String port = parts.group("port");
        int number = port == null ? secure ? 443 : 80 : Integer.parseInt(port);
        return new WireOrigin(secure, host.toLowerCase(Locale.ROOT), number);
    }

    boolean literalSix() {
        return host.indexOf(':') >= 0;
    }

    /** The host as certificates, SNI and the {@code Host} header name it: without trailing dot. */
    String name() {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
