package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.StreamedReply;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends requests to the upstreams, for jobs and for clients that wait. It is not under the guard
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
            busy("the model server has no free place; try again soon");

    /** What clients of a project are told of which many wait. */
    private static final Reply.Answered CROWDED =
            busy(
                    "too many requests of this project wait for a free place of the model server;"
                            + " try again soon");

    private static final Reply.Faulted CALLED_OFF =
            new Reply.Faulted(WireFault.CALLED_OFF, "request was called off", Timing.NONE);

    private static final Reply.Faulted NOT_SENT =
            new Reply.Faulted(WireFault.NOT_SENT, "request was not sent", Timing.NONE);

    private final HttpWire wire;
    private final Time time;
    private final UpstreamHealth health;
    private final SharedLimits shared;
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Wires.
     *
     * @param time for the rates, and the patience of clients
     * @param health learns what comes of the requests
     * @param shared who holds places under limits that are shared by key
     */
    public UpstreamWire(HttpWire wire, Time time, UpstreamHealth health, SharedLimits shared) {
        this.wire = wire;
        this.time = time;
        this.health = health;
        this.shared = shared;
    }

    private static Reply.Answered busy(String message) {
        return new Reply.Answered(
                429,
                List.of(
                        new Header("Content-Type", "application/json"),
                        new Header("Retry-After", "5")),
                Payload.of(
                        """
                        {"error":{"message":"%s","type":"invalid_request_error","param":null,\
                        "code":"upstream_busy"}}\
                        """
                                .formatted(message)),
                false,
                Timing.NONE);
    }

    /** Sends a job when the upstream has a free place, and waits for the whole answer. */
    public Reply send(Upstream upstream, ProjectId project, Request request, Hangup hangup) {
        return send(upstream, UpstreamQueue.JOBS, project, request, hangup);
    }

    /** Sends a job of that line when the upstream has a free place, and waits for the answer. */
    public Reply send(
            Upstream upstream,
            UpstreamQueue queue,
            ProjectId project,
            Request request,
            Hangup hangup) {
        return send(upstream, queue(queue), project, request, hangup);
    }

    /**
     * Sends a request whose client waits when the upstream has a free place, and waits for the
     * whole answer. When there is none soon the answer is 429 with {@code Retry-After}.
     */
    public Reply ask(Upstream upstream, ProjectId project, Request request, Hangup hangup) {
        return send(upstream, Gate.Queue.CLIENTS, project, request, hangup);
    }

    /**
     * Sends a request whose client waits when the upstream has a free place, and returns as soon as
     * the head of the answer is there. The place is given back when the answer is closed. When
     * there is none soon the answer is 429 with {@code Retry-After}.
     */
    public StreamedReply stream(
            Upstream upstream, ProjectId project, Request request, Hangup hangup) {
        return stream(upstream, Gate.Queue.CLIENTS, project, request, hangup);
    }

    /**
     * Sends a job of that line as soon as there is a place, whose answer is read piece by piece.
     */
    public StreamedReply stream(
            Upstream upstream,
            UpstreamQueue queue,
            ProjectId project,
            Request request,
            Hangup hangup) {
        return stream(upstream, queue(queue), project, request, hangup);
    }

    private static Gate.Queue queue(UpstreamQueue queue) {
        return switch (queue) {
            case JOBS, TASKS -> Gate.Queue.JOBS;
            case BATCHES -> Gate.Queue.BATCHES;
        };
    }

    private StreamedReply stream(
            Upstream upstream,
            Gate.Queue queue,
            ProjectId project,
            Request request,
            Hangup hangup) {
        Gate gate = gate(upstream);
        return switch (gate.enter(queue, project, hangup)) {
            case ENTERED -> streamed(upstream, gate, request, hangup);
            case FULL -> opened(FULL);
            case CROWDED -> opened(CROWDED);
            case CALLED_OFF -> new StreamedReply.Failed(unasked(upstream, CALLED_OFF));
            case TURNED_AWAY -> new StreamedReply.Failed(unasked(upstream, NOT_SENT));
        };
    }

    private static StreamedReply opened(Reply.Answered answer) {
        return new StreamedReply.Open(
                answer.status(), answer.headers(), new ByteArrayInputStream(answer.body().bytes()));
    }

    /** Sends no more jobs: those that have no place yet wait for the next process. */
    public void close() {
        closed = true;
        gates.values().forEach(Gate::close);
    }

    /** What an upstream is doing. */
    public UpstreamStatus status(Upstream upstream) {
        Gate gate = gate(upstream);
        return new UpstreamStatus(
                gate.inside(), gate.waiting(), health.isOpen(upstream), gate.full());
    }

    private Reply send(
            Upstream upstream,
            Gate.Queue queue,
            ProjectId project,
            Request request,
            Hangup hangup) {
        Gate gate = gate(upstream);
        return switch (gate.enter(queue, project, hangup)) {
            case ENTERED -> {
                try {
                    boolean _ = health.ailing(upstream);
                    Reply reply = wire.send(request, hangup);
                    learn(upstream, gate, reply);
                    yield reply;
                } finally {
                    gate.leave();
                }
            }
            case FULL -> FULL;
            case CROWDED -> CROWDED;
            case CALLED_OFF -> unasked(upstream, CALLED_OFF);
            case TURNED_AWAY -> unasked(upstream, NOT_SENT);
        };
    }

    /** It may have been the probe for which others wait. */
    private Reply.Faulted unasked(Upstream upstream, Reply.Faulted why) {
        boolean _ = health.replied(upstream, why);
        return why;
    }

    /** Jobs that wait for a place of an upstream that fails had better look elsewhere. */
    private void learn(Upstream upstream, Gate gate, Reply reply) {
        if (health.replied(upstream, reply)) {
            gate.turnAway();
        }
    }

    private StreamedReply streamed(Upstream upstream, Gate gate, Request request, Hangup hangup) {
        boolean open = false;
        try {
            boolean _ = health.ailing(upstream);
            return switch (wire.stream(request, hangup)) {
                case StreamedReply.Failed(Reply.Faulted fault) -> {
                    learn(upstream, gate, fault);
                    yield new StreamedReply.Failed(fault);
                }
                case StreamedReply.Open(int status, List<Header> headers, InputStream body) -> {
                    Reply head = head(status, headers);
                    boolean fails = Breaker.isFailure(head);
                    // Who waits for a probe need not wait for the end of a long answer.
                    if (fails || health.isOpen(upstream)) {
                        learn(upstream, gate, head);
                    }
                    open = true;
                    Reply atEnd = fails ? CALLED_OFF : head;
                    yield new StreamedReply.Open(
                            status,
                            headers,
                            new PlacedAnswer(
                                    body,
                                    atEnd,
                                    reply -> {
                                        learn(upstream, gate, reply);
                                        gate.leave();
                                    }));
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
        return gates.computeIfAbsent(upstream.name(), _ -> made(upstream));
    }

    private Gate made(Upstream upstream) {
        var gate = new Gate(upstream.name(), upstream.limits(), time, shared);
        if (closed) {
            gate.close();
        }
        return gate;
    }
}
