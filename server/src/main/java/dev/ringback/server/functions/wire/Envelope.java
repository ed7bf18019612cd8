package dev.ringback.server.functions.wire;

import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.Moments;
import dev.ringback.protocol.functions.CanonicalJson;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers to those who look at what there is: the data, and when they were looked up. What is
 * answered is never older than it says, whatever others do.
 */
final class Envelope {

    /** There are accounts and environments elsewhere; where there are none, their ids are these. */
    static final CanonicalJson NOBODY = CanonicalJson.of("00000000-0000-4000-a000-000000000000");

    private Envelope() {}

    static HttpResponse.Whole of(CanonicalJson data, Instant now) {
        return of(200, data, now);
    }

    static HttpResponse.Whole of(int status, CanonicalJson data, Instant now) {
        return of(status, data, now, Optional.empty());
    }

    /**
     * A page of a list.
     *
     * @param next the cursor of the page after it
     */
    static HttpResponse.Whole of(CanonicalJson data, Instant now, Optional<String> next) {
        return of(200, data, now, next);
    }

    private static HttpResponse.Whole of(
            int status, CanonicalJson data, Instant now, Optional<String> next) {
        CanonicalJson fetched = CanonicalJson.of(Moments.text(now));
        Map<String, CanonicalJson> metadata = new TreeMap<>();
        metadata.put("fetched_at", fetched);
        metadata.put("cached_until", fetched);
        next.ifPresent(each -> metadata.put("next_cursor", CanonicalJson.of(each)));
        return SdkSurface.json(
                status,
                CanonicalJson.object(
                        Map.of("data", data, "metadata", CanonicalJson.object(metadata))));
    }
}
