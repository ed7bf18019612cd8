package dev.ringback.server.predictions;

import dev.ringback.net.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The URL by which the client reaches this server, as the request says: a server behind proxies
 * does not know.
 *
 * @param text such as {@code https://ringback.example}
 */
record PublicUrl(String text) {

    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    /** Reads {@code Host} and, of a proxy that ends TLS, {@code X-Forwarded-Proto}. */
    static Optional<PublicUrl> of(HttpRequest request) {
        boolean secure =
                request.header("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
        return request.header("Host")
                .filter(host -> HOST.matcher(host).matches())
                .map(host -> new PublicUrl((secure ? "https://" : "http://") + host));
    }

    /** The URL of a prediction. */
    String prediction(String id) {
        return text + PredictionRoutes.PATH + "/" + id;
    }

    /** The URL of a page of the list. */
    String page(String cursor, int size) {
        return "%s%s?cursor=%s&page_size=%d".formatted(text, PredictionRoutes.PATH, cursor, size);
    }
}
