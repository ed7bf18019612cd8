package dev.ringback.net.wire;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.net.wire.QueueProtocol.RefusedException;
import java.io.IOException;
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
        P place = protocol.place(request);
        var dialled =
                new Request(
                        request.method(),
                        protocol.dialled(place),
                        List.of(),
                        Payload.EMPTY,
                        request.deadline(),
                        0);
        try (OtherExchange exchange = wire.other(owner, dialled, hangup)) {
            return put(exchange, place, request);
        }
    }

    private Reply put(OtherExchange exchange, P place, Request request) {
        Optional<KeptSockets.Kept<C>> old = kept.take(place);
        if (old.isPresent() && exchange.over(old.get().socket())) {
            try {
                return put(old.get(), exchange, place, request);
            } catch (IOException e) {
                old.get().socket().close();
                if (!exchange.goesOn()) {
                    return exchange.faulted(e);
                }
            }
        }
        try {
            return put(exchange.dial(), exchange, place, request);
        } catch (IOException e) {
            return exchange.faulted(e);
        }
    }

    private Reply put(CheckedSocket fresh, OtherExchange exchange, P place, Request request)
            throws IOException {
        try {
            C client = protocol.introduce(fresh, place);
            return put(new KeptSockets.Kept<>(fresh, client), exchange, place, request);
        } catch (RefusedException e) {
            fresh.close();
            return exchange.answered(e.status(), e.words());
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
    }

    private Reply put(KeptSockets.Kept<C> over, OtherExchange exchange, P place, Request request)
            throws IOException {
        Reply reply;
        boolean again = true;
        try {
            reply = exchange.answered(200, protocol.put(over.client(), request));
        } catch (RefusedException e) {
            reply = exchange.answered(e.status(), e.words());
            again = !e.isOver();
        }
        if (exchange.release(over.socket()) && again) {
            kept.keep(place, over);
        } else {
            over.socket().close();
        }
        return reply;
    }

    /** Closes the connections that are kept. */
    @Override
    public void close() {
        kept.close();
    }
}
