package dev.ringback.server.functions.apps;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Compares URLs of apps: what people and SDKs write differs though the same is meant. */
final class AppUrl {

    private AppUrl() {}

    /** The same for two URLs that lead to the same app: without query, with the port. */
    static String key(String url) {
        return parse(url).map(each -> origin(each) + path(each)).orElse(url);
    }

    /** Whether two URLs lead to the same app. */
    static boolean isSame(String one, String other) {
        return key(one).equals(key(other));
    }

    /** Scheme, host and port; the text itself when it is no URL. */
    static String origin(String url) {
        return parse(url).map(AppUrl::origin).orElse(url);
    }

    /** Whether it can be asked: http or https, with a host. */
    static boolean isAskable(String url) {
        return parse(url).isPresent();
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text))
                    .filter(url ->
                            "http".equalsIgnoreCase(url.getScheme())
                                    || "https".equalsIgnoreCase(url.getScheme()))
                    .filter(url -> url.getHost() != null && url.getUserInfo() == null);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + host(url.getHost().toLowerCase(Locale.ROOT)) + ":" + port;
    }

    /** SDKs write this machine in one way, and people in another. */
    private static String host(String host) {
        return host.equals("127.0.0.1") || host.equals("[::1]") ? "localhost" : host;
    }

    private static String path(URI url) {
        String path = url.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
