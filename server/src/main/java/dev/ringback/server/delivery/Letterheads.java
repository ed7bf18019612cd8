package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Header;
import dev.ringback.server.endpoints.Endpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the letterheads of the endpoints that were written to lately. */
final class Letterheads {

    /** Past it all are forgotten: cheaper than to remember which endpoints still exist. */
    static final int MAX = 20_000;

    private final Header userAgent;
    private final Map<String, Kept> byId = new ConcurrentHashMap<>();

    private record Kept(long revision, Letterhead letterhead) {}

    Letterheads(Header userAgent) {
        this.userAgent = userAgent;
    }

    Letterhead of(Endpoint endpoint) {
        Kept known = byId.get(endpoint.id());
        if (known != null && known.revision() == endpoint.revision()) {
            return known.letterhead();
        }
        if (byId.size() >= MAX) {
            byId.clear();
        }
        Letterhead made = Letterhead.of(endpoint, userAgent);
        byId.put(endpoint.id(), new Kept(endpoint.revision(), made));
        return made;
    }
}
