package dev.ringback.net.wire;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One exchange in another protocol than HTTP, under the same guard, deadline and hangup, with the
 * same words for what goes wrong. The protocol is its caller's.
 */
public final class OtherExchange implements AutoCloseable {

    private final Exchange exchange;
    private final Dialer dialer;

    OtherExchange(Exchange exchange, Dialer dialer) {
        this.exchange = exchange;
        this.dialer = dialer;
    }

    /** A new connection, which the deadline of this exchange closes. */
    public CheckedSocket dial() throws IOException {
        Connection connection = dialer.dial(exchange);
        exchange.enter(Exchange.Phase.ANSWER);
        return new CheckedSocket(connection);
    }

    /** Goes on over a connection that was kept; false when it is closed. */
    public boolean over(CheckedSocket kept) {
        if (kept.connection.closed() || !kept.connection.arm(exchange.deadline)) {
            return false;
        }
        exchange.hangup.by(kept::close);
        exchange.enter(Exchange.Phase.ANSWER);
        return true;
    }

    /** Whether it is worth while to try again on another connection. */
    public boolean goesOn() {
        return !exchange.overdue() && !exchange.hangup.isHungUp();
    }

    /** How much of its time is left; none when not positive. */
    public Duration left() {
        return Duration.ofNanos(exchange.left());
    }

    /**
     * Lets go of a connection on which the answer has come; false, and it is closed, when it cannot
     * be kept.
     */
    public boolean release(CheckedSocket socket) {
        exchange.hangup.over();
        boolean open = socket.connection.disarm();
        if (!open) {
            socket.close();
        }
        return open;
    }

    /** A complete answer, with a status as HTTP would say it. */
    public Reply.Answered answered(int status, Payload body) {
        exchange.firstByte();
        return new Reply.Answered(status, List.of(), body, false, exchange.timing());
    }

    /** No answer: something broke, or the deadline or somebody else closed the connection. */
    public Reply.Faulted faulted(IOException problem) {
        WireException fault = exchange.fault(problem, false);
        return new Reply.Faulted(fault.fault(), fault.detail(), exchange.timing());
    }

    /** Nobody can break it off any more. */
    @Override
    public void close() {
        exchange.hangup.over();
    }
}
