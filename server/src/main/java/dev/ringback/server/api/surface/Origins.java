package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.endpoints.DirectWebhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The origins (scheme, host and port) by which receivers that jobs named are shown and found. */
public final class Origins {

    private static final Pattern ORIGIN = Pattern.compile("https?://[^:/?#@][^/?#@]{0,511}/?");

    private Origins() {}

    /** The lane of deliveries to an origin; empty when the text is none. */
    public static Optional<LaneId> lane(String text, ProjectId project) {
        if (!ORIGIN.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(text))
                    .filter(uri -> uri.getRawAuthority() != null)
                    .map(uri -> DirectWebhook.lane(project, uri));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
