package dev.ringback.net.wire;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The origin of a URL (RFC 6454): where a connection leads, and the key under which it is kept.
 *
 * @param secure https
 * @param host in lower case; an IPv6 literal without brackets
 * @param port never -1
 */
record WireOrigin(boolean secure, String host, int port) {

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
        String host =
                Optional.ofNullable(url.getHost())
                        .orElseThrow(() -> new IllegalArgumentException("the URL has no host"));
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        return new WireOrigin(secure, host.toLowerCase(Locale.ROOT), port);
    }

    boolean literalSix() {
        return host.indexOf(':') >= 0;
    }

    /** The host as certificates, SNI and the {@code Host} header name it: without trailing dot. */
    String name() {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
