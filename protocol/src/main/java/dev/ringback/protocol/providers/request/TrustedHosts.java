package dev.ringback.protocol.providers.request;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Hosts from which a provider's keys may come. A request names where its certificate is, so that a
 * forger would otherwise name its own.
 *
 * @param hosts names, in which {@code *} stands for one label of letters, digits and hyphens
 * @param pathEnd how the path has to end; empty for any
 */
public record TrustedHosts(List<String> hosts, String pathEnd) {

    private static final int LONGEST = 2_000;

    /** An https URL without a user, on the usual port. */
    public static Optional<URI> https(String text) {
        return web(text)
                .filter(url -> "https".equalsIgnoreCase(url.getScheme()))
                .filter(url -> url.getPort() < 0 || url.getPort() == 443);
    }

    /** An http or https URL without a user, on any port. */
    static Optional<URI> web(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            URI url = new URI(text);
            boolean web =
                    ("https".equalsIgnoreCase(url.getScheme())
                                    || "http".equalsIgnoreCase(url.getScheme()))
                            && url.getHost() != null
                            && url.getRawUserInfo() == null
                            && url.getRawFragment() == null;
            return web ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException noUrl) {
            return Optional.empty();
        }
    }

    /** The URL of a text, when it leads to one of the hosts. */
    public Optional<URI> trusted(String text) {
        return https(text)
                .filter(url -> url.getRawPath() != null && url.getRawPath().endsWith(pathEnd))
                .filter(url -> names(url.getHost()));
    }

    /** Whether a host is one of these. */
    public boolean names(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return hosts.stream().anyMatch(each -> lower.matches(pattern(each)));
    }

    private static String pattern(String host) {
        return Pattern.quote(host).replace("*", "\\E[a-z0-9-]{1,63}\\Q");
    }

    /** The hosts in words. */
    public String words() {
        return String.join(" or ", hosts);
    }
}
