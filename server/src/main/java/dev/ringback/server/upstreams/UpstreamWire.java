package dev.ringback.server.upstreams;

import dev.ringback.kernel.Hangup;
import dev.ringback.kernel.Reply;
import dev.ringback.kernel.Request;
import dev.ringback.server.wire.HttpWire;
import dev.ringback.server.wire.Streamed;

/**
 * The way to the upstreams, for jobs and for requests whose clients wait. It is not under the guard
 * for tenants' addresses: an operator may well have the model server next door.
 */
public final class UpstreamWire {

    private final HttpWire wire;

    public UpstreamWire(HttpWire wire) {
        this.wire = wire;
    }

    /** Sends a request when the upstream has a free place, and waits for the whole answer. */
    public Reply send(Upstream upstream, Request request, Hangup hangup) {
        return wire.send(request, hangup);
    }

    /**
     * Sends a request when the upstream has a free place, and returns as soon as the head of the
     * answer is there. The place is given back when the answer is closed.
     */
    public Streamed stream(Upstream upstream, Request request) {
        return wire.stream(request);
    }
}
