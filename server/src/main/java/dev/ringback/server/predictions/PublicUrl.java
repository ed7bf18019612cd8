package dev.ringback.server.predictions;

import dev.ringback.net.http.BaseUrl;
import dev.ringback.net.http.HttpRequest;
import java.util.Optional;

/**
 * The URL by which the client reaches this server, as the request says: a server behind proxies
 * does not know.
 *
 * @param text such as {@code https://ringback.example}
 */
record PublicUrl(String text) {

    static Optional<PublicUrl> of(HttpRequest request) {
        return BaseUrl.of(request).map(PublicUrl::new);
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
