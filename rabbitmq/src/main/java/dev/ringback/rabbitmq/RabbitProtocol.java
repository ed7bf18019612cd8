package dev.ringback.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.CheckedSocket;
import dev.ringback.net.wire.queue.QueueProtocol;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Publishes requests to exchanges and queues of RabbitMQ, and waits until it has confirmed them. A
 * message that no queue takes is refused: it would be lost.
 */
public final class RabbitProtocol implements QueueProtocol<RabbitPlace, ConfirmedChannel> {

    /** The scheme of a URL. */
    public static final String PLAIN = "amqp";

    /** The scheme of a URL over TLS. */
    public static final String SECURE = "amqps";

    /** The URL of an exchange and a key, or with no name of an exchange, of a queue. */
    public static URI url(URI server, String exchange, String key) {
        return RabbitPlace.url(server, exchange, key);
    }

    @Override
    public List<RabbitPlace> places(Request request) {
        return List.of(RabbitPlace.of(request));
    }

    @Override
    public URI dialled(RabbitPlace place) {
        return place.dialled();
    }

    @Override
    public ConfirmedChannel introduce(CheckedSocket socket, RabbitPlace place)
            throws IOException, RefusedException {
        return new ConfirmedChannel(channel(socket, place));
    }

    static Channel channel(CheckedSocket socket, RabbitPlace place)
            throws IOException, RefusedException {
        try {
            Connection connection = new SocketConnections(socket, place).newConnection();
            return connection.createChannel();
        } catch (AuthenticationFailureException e) {
            throw new RefusedException(401, String.valueOf(e.getMessage()), true);
        } catch (TimeoutException e) {
            throw new IOException("it did not finish to introduce itself", e);
        } catch (AlreadyClosedException e) {
            throw new IOException("the connection broke", e);
        } catch (IOException e) {
            throw refusedOr(e);
        }
    }

    @Override
    public Put<RabbitPlace> put(ConfirmedChannel channel, Request request)
            throws IOException, RefusedException {
        try {
            return new Put.Taken<>(channel.publish(RabbitPlace.target(request), request));
        } catch (ShutdownSignalException e) {
            throw refusedOr(new IOException("the connection broke", e));
        } catch (IOException e) {
            throw refusedOr(e);
        }
    }

    /** A refusal when the server closed something and said why; else what broke. */
    static IOException refusedOr(IOException problem) throws RefusedException {
        if (problem.getCause() instanceof ShutdownSignalException signal) {
            var refusal = RabbitRefusals.of(signal);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }
        return problem;
    }
}
