package dev.ringback.net.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The URL under which a server is reached, without a slash at its end. */
public final class BaseUrl {

    /** What {@link #read} demands, in words. */
    public static final String EXPECTED =
            "must be an http or https URL such as https://hooks.example, without query and"
                    + " fragment";

    private static final int LONGEST = 1_000;
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    private BaseUrl() {}

    /** Reads one that somebody wrote down; empty when it is none. */
    public static Optional<String> read(String text) {
        try {
            URI url = new URI(text);
            boolean web =
                    "http".equalsIgnoreCase(url.getScheme())
                            || "https".equalsIgnoreCase(url.getScheme());
            boolean plain =
                    web
                            && url.getRawAuthority() != null
                            && HOST.matcher(url.getRawAuthority()).matches()
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null
                            && text.length() <= LONGEST;
            return plain ? Optional.of(text.replaceAll("/+$", "")) : Optional.empty();
        } catch (URISyntaxException noUrl) {
            return Optional.empty();
        }
    }

    /**
     * What a request says: {@code Host} and, of a proxy that ends TLS, {@code X-Forwarded-Proto}.
     * Empty when it names no host.
     */
    public static Optional<String> of(HttpRequest request) {
        boolean secure =
                request.header("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
        return request.header("Host")
                .filter(host -> HOST.matcher(host).matches())
                .map(host -> (secure ? "https://" : "http://") + host);
    }
}
