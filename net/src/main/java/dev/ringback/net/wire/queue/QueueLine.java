package dev.ringback.net.wire.queue;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.CheckedSocket;
import dev.ringback.net.wire.OtherExchange;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A connection to a place that goes on for long, exchange by exchange, each with a deadline of its
 * own.
 *
 * @param <C> a client over it
 */
public final class QueueLine<C> implements AutoCloseable {

    private static final Duration BEGINNING = Duration.ofSeconds(30);

    private final QueueAsk ask;
    private final URI dialled;
    private final CheckedSocket socket;
    private final C client;

    private QueueLine(QueueAsk ask, URI dialled, CheckedSocket socket, C client) {
        this.ask = ask;
        this.dialled = dialled;
        this.socket = socket;
        this.client = client;
    }

    /** Makes a client over a new connection, and says who it is. */
    @FunctionalInterface
    public interface Introducing<C> {
        C over(CheckedSocket socket) throws IOException, RefusedException;
    }

    /** One exchange. */
    @FunctionalInterface
    public interface Exchanging<C, T> {
        T with(C client) throws IOException, RefusedException;
    }

    /**
     * Connects.
     *
     * @param dialled where to, as if it were a web server
     */
    public static <C> QueueLine<C> open(QueueAsk ask, URI dialled, Introducing<C> introducing)
            throws IOException, RefusedException {
        try (OtherExchange exchange = exchange(ask, dialled, BEGINNING)) {
            CheckedSocket socket = dial(exchange);
            try {
                C client = introducing.over(socket);
                released(exchange, socket);
                return new QueueLine<>(ask, dialled, socket, client);
            } catch (IOException e) {
                socket.close();
                throw told(exchange, e);
            } catch (RefusedException e) {
                socket.close();
                throw e;
            }
        }
    }

    private static CheckedSocket dial(OtherExchange exchange) throws IOException {
        try {
            return exchange.dial();
        } catch (IOException e) {
            throw told(exchange, e);
        }
    }

    /** The client, for what it does without asking. */
    public C client() {
        return client;
    }

    /** Has an exchange, which closes the connection when it takes longer. */
    public <T> T ask(Duration atMost, Exchanging<C, T> exchanging)
            throws IOException, RefusedException {
        try (OtherExchange exchange = exchange(ask, dialled, atMost)) {
            if (!exchange.over(socket)) {
                throw new IOException("the connection is closed");
            }
            try {
                T result = exchanging.with(client);
                released(exchange, socket);
                return result;
            } catch (IOException e) {
                socket.close();
                throw told(exchange, e);
            }
        }
    }

    private static OtherExchange exchange(QueueAsk ask, URI dialled, Duration atMost) {
        var request = new Request("POST", dialled, List.of(), Payload.EMPTY, atMost, 0);
        return ask.wire().other(ask.owner(), request, ask.hangup());
    }

    private static void released(OtherExchange exchange, CheckedSocket socket) throws IOException {
        if (!exchange.release(socket)) {
            throw new IOException("the connection is closed");
        }
    }

    /** In the words of an attempt. */
    private static IOException told(OtherExchange exchange, IOException problem) {
        Reply.Faulted fault = exchange.faulted(problem);
        return new IOException(fault.fault().word() + ": " + fault.detail(), problem);
    }

    @Override
    public void close() {
        socket.close();
    }
}
