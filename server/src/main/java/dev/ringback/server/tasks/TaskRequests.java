package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Request;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamRequests;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the requests to upstreams that take work and call back. Their URLs are made of the base URL
 * alone: a key must not go where an answer says.
 */
final class TaskRequests {

    /** Longest time for what the upstream only has to look up or note. */
    static final Duration SHORT = Duration.ofSeconds(30);

    private static final Header ACCEPT = new Header("Accept", "application/json");
    private static final Header JSON = new Header("Content-Type", "application/json");

    private TaskRequests() {}

    /**
     * Asks for something.
     *
     * @param path below the base URL
     */
    static Request get(Upstream upstream, String path) {
        return bare("GET", upstream, path);
    }

    /** Has something done that the path alone names. */
    static Request bare(String method, Upstream upstream, String path) {
        return new Request(
                method,
                upstream.at(path),
                headers(upstream, List.of(ACCEPT)),
                Payload.EMPTY,
                briefly(upstream),
                UpstreamRequests.MAX_ANSWER);
    }

    /** Hands work over. */
    static Request submit(Upstream upstream, String path, Payload body, Header... more) {
        return json(upstream, upstream.at(path), body, upstream.limits().timeout(), more);
    }

    /**
     * Agrees on something.
     *
     * @param url at the upstream's origin
     */
    static Request arrange(Upstream upstream, URI url, Payload body, Header... more) {
        return json(upstream, url, body, briefly(upstream), more);
    }

    /** By which an upstream knows that it has been asked before. */
    static Header idempotencyKey(String key) {
        return new Header("Idempotency-Key", key);
    }

    private static Request json(
            Upstream upstream, URI url, Payload body, Duration deadline, Header... more) {
        List<Header> first = new ArrayList<>(List.of(JSON, ACCEPT));
        first.addAll(List.of(more));
        return new Request(
                "POST", url, headers(upstream, first), body, deadline, UpstreamRequests.MAX_ANSWER);
    }

    private static List<Header> headers(Upstream upstream, List<Header> first) {
        List<Header> headers = new ArrayList<>(first);
        headers.addAll(UpstreamRequests.identity(upstream));
        return headers;
    }

    private static Duration briefly(Upstream upstream) {
        Duration timeout = upstream.limits().timeout();
        return timeout.compareTo(SHORT) < 0 ? timeout : SHORT;
    }
}
