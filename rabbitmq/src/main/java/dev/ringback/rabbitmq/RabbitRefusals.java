package dev.ringback.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.util.Map;
import java.util.Optional;

/** What RabbitMQ refuses, as a status of HTTP would say it. */
final class RabbitRefusals {

    /** By its own number; where the two have the same meaning they have the same number. */
    private static final Map<Integer, Integer> STATUS =
            Map.of(
                    320, 503, // closed by an operator, or because it stops
                    311, 413, // the content is too large
                    402, 400,
                    403, 403,
                    404, 404,
                    405, 423, // somebody else has it for himself
                    406, 412, // it is there with other properties, or the message is too large
                    530, 403, // no such virtual host, or not for this user
                    541, 500);

    private RabbitRefusals() {}

    /** Empty when nobody said anything: the connection broke. */
    static Optional<RefusedException> of(ShutdownSignalException signal) {
        return switch (signal.getReason()) {
            case AMQP.Channel.Close close -> said(close.getReplyCode(), close.getReplyText());
            case AMQP.Connection.Close close when !signal.isInitiatedByApplication() ->
                    said(close.getReplyCode(), close.getReplyText());
            case Method _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    private static Optional<RefusedException> said(int code, String text) {
        return Optional.of(
                new RefusedException(
                        STATUS.getOrDefault(code, 400), "%d %s".formatted(code, text), true));
    }
}
