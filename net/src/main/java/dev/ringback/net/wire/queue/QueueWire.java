package dev.ringback.net.wire.queue;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.net.wire.CheckedSocket;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.OtherExchange;
import dev.ringback.net.wire.queue.QueueProtocol.Put;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The wire to a kind of queue. Its replies are worded as HTTP's: 200 and a receipt, or a status of
 * an error and what the queue says.
 *
 * <p>A connection that breaks while it is kept is found broken when it is used again; the request
 * goes out once more on a new one, and so may be in the queue twice.
 */
public final class QueueWire<P, C> implements Wire, AutoCloseable {

    /** How often a request goes on to another place. */
    private static final int MOST_PLACES = 8;

    private final HttpWire wire;
    private final QueueProtocol<P, C> protocol;
    private final KeptSockets<P, C> kept = new KeptSockets<>();

    /**
     * Makes it.
     *
     * @param wire dials, under its guard
     * @param protocol what is said then
     */
    public QueueWire(HttpWire wire, QueueProtocol<P, C> protocol) {
        this.wire = wire;
        this.protocol = protocol;
    }

    @Override
    public Reply send(Request request, Hangup hangup) {
        return send(ProjectId.DEFAULT, request, hangup);
    }

    @Override
    public Reply send(ProjectId owner, Request request, Hangup hangup) {
        var places = new ArrayDeque<>(protocol.places(request));
        Duration left = request.deadline();
        for (int i = 1; ; i++) {
            P place = places.pop();
            try (OtherExchange exchange = wire.other(owner, dialled(place, left), hangup)) {
                switch (at(place, exchange, request)) {
                    case Said.Answer<P>(Reply reply) -> {
                        return reply;
                    }
                    case Said.Silence<P>(Reply.Faulted fault) -> {
                        protocol.missed(place);
                        if (places.isEmpty() || !isAway(fault) || !exchange.goesOn()) {
                            return fault;
                        }
                    }
                    case Said.Another<P>(P other) -> places.push(other);
                }
                left = exchange.left();
                if (i == MOST_PLACES || !left.isPositive()) {
                    return exchange.faulted(new IOException("sent from place to place"));
                }
            }
        }
    }

    private Request dialled(P place, Duration left) {
        return new Request("POST", protocol.dialled(place), List.of(), Payload.EMPTY, left, 0);
    }

    /** Whether another place may be there nevertheless. */
    private static boolean isAway(Reply.Faulted fault) {
        return switch (fault.fault()) {
            case CONNECT_FAILED, NAME_NOT_RESOLVED, DISCONNECTED -> true;
            default -> false;
        };
    }

    /** What a place said to a request. */
    private sealed interface Said<P> {
        record Answer<P>(Reply reply) implements Said<P> {}

        record Silence<P>(Reply.Faulted fault) implements Said<P> {}

        record Another<P>(P place) implements Said<P> {}
    }

    private Said<P> at(P place, OtherExchange exchange, Request request) {
        Optional<KeptSockets.Kept<C>> old = kept.take(place);
        if (old.isPresent() && exchange.over(old.get().socket())) {
            try {
                return put(old.get(), exchange, place, request);
            } catch (IOException e) {
                old.get().socket().close();
                if (!exchange.goesOn()) {
                    return new Said.Silence<>(exchange.faulted(e));
                }
            }
        }
        try {
            return put(exchange.dial(), exchange, place, request);
        } catch (IOException e) {
            return new Said.Silence<>(exchange.faulted(e));
        }
    }

    private Said<P> put(CheckedSocket fresh, OtherExchange exchange, P place, Request request)
            throws IOException {
        try {
            C client = protocol.introduce(fresh, place);
            return put(new KeptSockets.Kept<>(fresh, client), exchange, place, request);
        } catch (RefusedException e) {
            fresh.close();
            return new Said.Answer<>(exchange.answered(e.status(), e.words()));
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
    }

    private Said<P> put(KeptSockets.Kept<C> over, OtherExchange exchange, P place, Request request)
            throws IOException {
        Said<P> said;
        boolean again = true;
        try {
            said =
                    switch (protocol.put(over.client(), request)) {
                        case Put.Taken<P>(Payload receipt) ->
                                new Said.Answer<>(exchange.answered(200, receipt));
                        case Put.Elsewhere<P>(P other) -> new Said.Another<>(other);
                    };
        } catch (RefusedException e) {
            said = new Said.Answer<>(exchange.answered(e.status(), e.words()));
            again = !e.isOver();
        }
        if (exchange.release(over.socket()) && again) {
            kept.keep(place, over);
        } else {
            over.socket().close();
        }
        return said;
    }

    /** Closes the connections that are kept. */
    @Override
    public void close() {
        kept.close();
    }
}
