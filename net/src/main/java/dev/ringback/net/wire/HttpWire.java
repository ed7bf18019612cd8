package dev.ringback.net.wire;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.wire.guard.AddressGuard;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The HTTP/1.1 client. Blocks the calling thread, which is meant to be a virtual one.
 *
 * <p>One deadline covers name look-up, connect, TLS, write, head and body: when it passes, the
 * socket is closed under whatever is waiting. Precision is the tick of the options.
 *
 * <p>A kept connection that breaks before the first byte of the answer was closed by the peer while
 * it was idle; the request goes out once more on a new one. A peer that read the request and died
 * right then sees it twice, as at-least-once allows.
 */
public final class HttpWire implements Wire, AutoCloseable {

    private final WireOptions options;
    private final Ticks ticks;
    private final ConnectionPool pool;
    private final DeadlineWatch watch;
    private final NameLookup lookup;
    private final Dialer dialer;

    /**
     * Starts the wire.
     *
     * @param guard asked before every connection, for each address
     * @param resolver asked once per connection
     * @param tls decides which certificates are trusted; host names are always verified
     * @param options bounds
     * @param time what deadlines, idle times and timings are measured by
     */
    public HttpWire(
            AddressGuard guard,
            Resolver resolver,
            SSLContext tls,
            WireOptions options,
            Clock time) {
        this.options = options;
        this.ticks = new Ticks(time);
        this.pool = new ConnectionPool(options, ticks);
        this.watch = new DeadlineWatch(pool, options, ticks);
        this.lookup = new NameLookup(resolver, options.lookups(), ticks::now);
        this.dialer = new Dialer(guard, lookup, tls, watch);
        watch.start();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the request cannot be written: no host (as the JDK
     *     reads the URL), a header name that is not a token, a header that the wire writes itself
     */
    @Override
    public Reply send(Request request, Hangup hangup) {
        return send(new Exchange(request, hangup, ticks), hangup);
    }

    @Override
    public Reply send(ProjectId owner, Request request, Hangup hangup) {
        return send(new Exchange(request, hangup, ticks, owner.value()), hangup);
    }

    private Reply send(Exchange exchange, Hangup hangup) {
        try {
            OpenExchange opened = open(exchange);
            return answered(opened);
        } catch (WireException e) {
            return faulted(exchange, e);
        } finally {
            hangup.over();
        }
    }

    /**
     * Sends a request and returns as soon as the head of the answer is there. The request's
     * deadline bounds the time until then, and after that each silence; the response cap does not
     * apply. It can be broken off until the answer is closed.
     *
     * @throws IllegalArgumentException as {@link #send}
     */
    public StreamedReply stream(Request request, Hangup hangup) {
        Exchange exchange = new Exchange(request, hangup, ticks);
        try {
            OpenExchange opened = open(exchange);
            if (!opened.connection().disarm()) {
                throw exchange.late();
            }
            return new StreamedReply.Open(
                    opened.head().status(), opened.head().headers(), new ReplyStream(opened, pool));
        } catch (WireException e) {
            hangup.over();
            return new StreamedReply.Failed(faulted(exchange, e));
        }
    }

    /**
     * Begins an exchange in another protocol.
     *
     * @param request says to whom (http, or https for TLS) and how long it may take
     */
    public OtherExchange other(ProjectId owner, Request request, Hangup hangup) {
        return new OtherExchange(new Exchange(request, hangup, ticks, owner.value()), dialer);
    }

    /** How many connections wait for their next request. */
    int idle() {
        return pool.kept();
    }

    /** Closes every connection; exchanges under way end with a fault. */
    @Override
    public void close() {
        watch.close();
        pool.close();
        lookup.close();
    }

    private static Reply.Faulted faulted(Exchange exchange, WireException e) {
        return new Reply.Faulted(e.fault(), e.detail(), exchange.timing());
    }

    private Reply answered(OpenExchange opened) throws WireException {
        Exchange exchange = opened.exchange();
        try {
            opened.connection().hasten(exchange.bodyDeadline(options.bodyGrace()));
            byte[] body = opened.body().readFor(exchange.request);
            boolean truncated = !opened.body().ended();
            exchange.hangup.over();
            opened.release(pool);
            return new Reply.Answered(
                    opened.head().status(),
                    opened.head().headers(),
                    Payload.of(body),
                    truncated,
                    exchange.timing());
        } catch (IOException e) {
            throw abandoned(opened.connection(), exchange, e);
        }
    }

    private OpenExchange open(Exchange exchange) throws WireException {
        RequestBytes bytes = RequestBytes.of(exchange.request, exchange.origin);
        if (watch.closed()) {
            throw new WireException(WireFault.CONNECT_FAILED, "the wire is closed");
        }
        Optional<Connection> kept = pool.take(exchange.origin);
        if (kept.isPresent() && kept.get().arm(exchange.deadline)) {
            exchange.hangup.by(kept.get()::close);
            Optional<OpenExchange> opened = tried(exchange, kept.get(), bytes);
            if (opened.isPresent()) {
                return opened.get();
            }
        }
        Connection dialled = dial(exchange);
        try {
            return conversed(exchange, dialled, bytes);
        } catch (IOException e) {
            throw abandoned(dialled, exchange, e);
        }
    }

    private Connection dial(Exchange exchange) throws WireException {
        try {
            return dialer.dial(exchange);
        } catch (IOException e) {
            throw exchange.fault(e, false);
        }
    }

    /** Empty when a kept connection turned out to be closed by the peer. */
    private Optional<OpenExchange> tried(Exchange exchange, Connection kept, RequestBytes bytes)
            throws WireException {
        try {
            return Optional.of(conversed(exchange, kept, bytes));
        } catch (IOException e) {
            WireException fault = abandoned(kept, exchange, e);
            if (exchange.answerBegan()
                    || exchange.overdue()
                    || exchange.hangup.isHungUp()
                    || watch.closed()) {
                throw fault;
            }
            return Optional.empty();
        }
    }

    private static WireException abandoned(
            Connection connection, Exchange exchange, IOException e) {
        WireException fault = exchange.fault(e, connection.expired());
        connection.close();
        return fault;
    }

    private OpenExchange conversed(Exchange exchange, Connection connection, RequestBytes bytes)
            throws IOException {
        exchange.enter(Exchange.Phase.ANSWER);
        if (exchange.hangup.isHungUp()) {
            throw new IOException("called off before a byte was written");
        }
        boolean written = written(connection, bytes);
        if (!connection.fill()) {
            throw new IOException("end of stream before an answer");
        }
        exchange.firstByte();
        ResponseHead head = HeadReader.read(connection, options, exchange.request);
        exchange.enter(Exchange.Phase.BODY);
        return new OpenExchange(
                exchange,
                connection,
                written ? head : head.last(),
                new BodyStream(connection, head.framing()));
    }

    /**
     * Whether the request went out whole. A peer may answer, and close, before it has read all of a
     * large body; its answer is worth more than the fact that writing failed.
     */
    private static boolean written(Connection connection, RequestBytes bytes) {
        try {
            connection.write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
