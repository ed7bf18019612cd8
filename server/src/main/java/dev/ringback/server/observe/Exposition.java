package dev.ringback.server.observe;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The formats in which metrics are read.
 *
 * @param registry writes what it has in a format
 * @param lanes the gauges of lanes, which read the same in both
 */
record Exposition(Function<String, String> registry, Supplier<String> lanes) {

    /** Prometheus' own, see prometheus.io, "Exposition formats". */
    private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

    /** OpenMetrics 1.0. */
    private static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** What a text in OpenMetrics ends with. */
    private static final String END = "# EOF\n";

    HttpResponse answer(HttpRequest request) {
        String accept = request.header("Accept").orElse("").toLowerCase(Locale.ROOT);
        boolean open = accept.contains("application/openmetrics-text");
        return new HttpResponse.Whole(
                200,
                List.of(new Header("Content-Type", open ? OPEN : PLAIN)),
                Payload.of(open ? open() : plain()));
    }

    String plain() {
        return registry.apply(PLAIN) + lanes.get();
    }

    private String open() {
        String text = registry.apply(OPEN);
        String begun = text.endsWith(END) ? text.substring(0, text.length() - END.length()) : text;
        return begun + lanes.get() + END;
    }
}
