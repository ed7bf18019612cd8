package dev.ringback.server.delivery;

import dev.ringback.kernel.Header;
import dev.ringback.server.endpoints.Endpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the letterheads of the endpoints that were written to lately. */
final class Letterheads {

    /** Past it all are forgotten: cheaper than to remember which endpoints still exist. */
    static final int MAX = 20_000;

    private final Header userAgent;
    private final Map<String, Letterhead> byId = new ConcurrentHashMap<>();

    Letterheads(Header userAgent) {
        this.userAgent = userAgent;
    }

    Letterhead of(Endpoint endpoint) {
        Letterhead known = byId.get(endpoint.id());
        if (known != null && known.endpoint().revision() == endpoint.revision()) {
            return known;
        }
        if (byId.size() >= MAX) {
            byId.clear();
        }
        Letterhead made = new Letterhead(endpoint, userAgent);
        byId.put(endpoint.id(), made);
        return made;
    }
}
