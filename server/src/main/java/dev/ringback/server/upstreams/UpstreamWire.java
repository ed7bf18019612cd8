package dev.ringback.server.upstreams;

import dev.ringback.kernel.Hangup;
import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Reply;
import dev.ringback.kernel.Request;
import dev.ringback.kernel.Time;
import dev.ringback.kernel.Timing;
import dev.ringback.kernel.WireFault;
import dev.ringback.server.wire.HttpWire;
import dev.ringback.server.wire.Streamed;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way to the upstreams, for jobs and for requests whose clients wait. It is not under the guard
 * for tenants' addresses: an operator may well have the model server next door.
 *
 * <p>Each upstream gets as many requests at a time, and a second, as it takes; the others wait, and
 * their deadlines begin afterwards.
 */
public final class UpstreamWire {

    /** Longest wait of a client for a free place. */
    public static final Duration PATIENCE = Gate.PATIENCE;

    /** Most clients that wait for one upstream. */
    public static final int MOST_CLIENTS = Gate.MOST_CLIENTS;

    /** What clients are told that waited in vain; it is not the upstream's own answer. */
    private static final Reply.Answered FULL =
            new Reply.Answered(
                    429,
                    List.of(
                            new Header("Content-Type", "application/json"),
                            new Header("Retry-After", "5")),
                    Payload.of(
                            """
                            {"error":{"message":"the model server has no free place; try again \
                            soon","type":"invalid_request_error","param":null,\
                            "code":"upstream_busy"}}\
                            """),
                    false,
                    Timing.NONE);

    private static final Reply.Faulted CALLED_OFF =
            new Reply.Faulted(WireFault.CALLED_OFF, "request was called off", Timing.NONE);

    private final HttpWire wire;
    private final Time time;
    private final Health health;
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /**
     * Wires.
     *
     * @param time for the rates, and the patience of clients
     * @param health learns what comes of the requests
     */
    public UpstreamWire(HttpWire wire, Time time, Health health) {
        this.wire = wire;
        this.time = time;
        this.health = health;
    }

    /** Sends a job when the upstream has a free place, and waits for the whole answer. */
    public Reply send(Upstream upstream, Request request, Hangup hangup) {
        return send(upstream, Line.JOBS, request, hangup);
    }

    /** Sends a job of that line when the upstream has a free place, and waits for the answer. */
    public Reply send(Upstream upstream, Line line, Request request, Hangup hangup) {
        return switch (line) {
            case JOBS -> send(upstream, Gate.Queue.JOBS, request, hangup);
            case BATCHES -> send(upstream, Gate.Queue.BATCHES, request, hangup);
        };
    }

    /**
     * Sends a request whose client waits when the upstream has a free place, and waits for the
     * whole answer. When there is none soon the answer is 429 with {@code Retry-After}.
     */
    public Reply send(Upstream upstream, Request request) {
        return send(upstream, Gate.Queue.CLIENTS, request, new Hangup());
    }

    /**
     * Sends a request whose client waits when the upstream has a free place, and returns as soon as
     * the head of the answer is there. The place is given back when the answer is closed. When
     * there is none soon the answer is 429 with {@code Retry-After}.
     */
    public Streamed stream(Upstream upstream, Request request) {
        Gate gate = gate(upstream);
        return switch (gate.enter(Gate.Queue.CLIENTS, new Hangup())) {
            case ENTERED -> streamed(upstream, gate, request);
            case FULL ->
                    new Streamed.Open(
                            FULL.status(),
                            FULL.headers(),
                            new ByteArrayInputStream(FULL.body().bytes()));
            case CALLED_OFF -> new Streamed.Failed(CALLED_OFF);
        };
    }

    /** What an upstream is doing. */
    public UpstreamStatus status(Upstream upstream) {
        Gate gate = gate(upstream);
        return new UpstreamStatus(gate.inside(), gate.waiting(), health.isOpen(upstream));
    }

    private Reply send(Upstream upstream, Gate.Queue queue, Request request, Hangup hangup) {
        Gate gate = gate(upstream);
        return switch (gate.enter(queue, hangup)) {
            case ENTERED -> {
                try {
                    boolean _ = health.ailing(upstream);
                    Reply reply = wire.send(request, hangup);
                    health.replied(upstream, reply);
                    yield reply;
                } finally {
                    gate.leave();
                }
            }
            case FULL -> FULL;
            case CALLED_OFF -> {
                health.replied(upstream, CALLED_OFF);
                yield CALLED_OFF;
            }
        };
    }

    private Streamed streamed(Upstream upstream, Gate gate, Request request) {
        boolean open = false;
        try {
            boolean _ = health.ailing(upstream);
            return switch (wire.stream(request)) {
                case Streamed.Failed(Reply.Faulted fault) -> {
                    health.replied(upstream, fault);
                    yield new Streamed.Failed(fault);
                }
                case Streamed.Open(int status, List<Header> headers, InputStream body) -> {
                    health.replied(upstream, head(status, headers));
                    open = true;
                    yield new Streamed.Open(status, headers, new Placed(body, gate));
                }
            };
        } finally {
            if (!open) {
                gate.leave();
            }
        }
    }

    private static Reply head(int status, List<Header> headers) {
        return new Reply.Answered(status, headers, Payload.EMPTY, false, Timing.NONE);
    }

    private Gate gate(Upstream upstream) {
        return gates.computeIfAbsent(upstream.name(), _ -> new Gate(upstream.limits(), time));
    }

    /** An answer that holds its place until it is closed. */
    private static final class Placed extends FilterInputStream {

        private final Gate gate;
        private final AtomicBoolean held = new AtomicBoolean(true);

        Placed(InputStream body, Gate gate) {
            super(body);
            this.gate = gate;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                if (held.compareAndSet(true, false)) {
                    gate.leave();
                }
            }
        }
    }
}
