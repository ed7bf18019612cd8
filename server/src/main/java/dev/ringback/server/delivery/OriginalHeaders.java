package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.vault.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The headers of the request in which an event arrived, as they pass on to a receiver that gets the
 * body as it came: under names of their own, so that none is taken for one of ours.
 */
final class OriginalHeaders {

    private static final String PREFIX = "X-Original-";

    /** These are about the connection, and say nothing about another one. */
    private static final Set<String> OF_CONNECTION =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private OriginalHeaders() {}

    /** Those of an event; none when it did not come in by a request. */
    static List<Header> of(Event event) {
        return ArrivedRequest.of(event).map(OriginalHeaders::of).orElse(List.of());
    }

    private static List<Header> of(ArrivedRequest arrived) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header(PREFIX + "Method", arrived.method()));
        headers.add(new Header(PREFIX + "Path", arrived.path()));
        arrived.headers().stream()
                .filter(each -> !OF_CONNECTION.contains(each.name().toLowerCase(Locale.ROOT)))
                .filter(each -> !each.value().equals(Secret.HIDDEN))
                .map(each -> new Header(PREFIX + each.name(), each.value()))
                .forEach(headers::add);
        return headers;
    }
}
