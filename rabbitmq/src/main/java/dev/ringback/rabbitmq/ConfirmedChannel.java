package dev.ringback.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.queue.QueueProtocol;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.rabbitmq.RabbitPlace.Target;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A channel whose messages are confirmed, one at a time. */
public final class ConfirmedChannel {

    private static final int PERSISTENT = 2;
    private static final String ID = "webhook-id";
    private static final String CONTENT_TYPE = "content-type";
    private static final Payload CONFIRMED = Payload.of("confirmed");

    private final Channel channel;
    private final AtomicReference<@Nullable Return> returned = new AtomicReference<>();

    ConfirmedChannel(Channel channel) throws IOException {
        this.channel = channel;
        channel.addReturnListener(returned::set);
        AMQP.Confirm.SelectOk _ = channel.confirmSelect();
    }

    Payload publish(Target target, Request request) throws IOException, RefusedException {
        returned.set(null);
        channel.basicPublish(
                target.exchange(), target.key(), true, properties(request), request.body().bytes());
        boolean taken = confirmed();
        // It is told before the confirmation comes.
        Return back = returned.get();
        if (back != null) {
            throw new RefusedException(
                    404,
                    "%d %s: no queue takes it".formatted(back.getReplyCode(), back.getReplyText()),
                    false);
        }
        if (!taken) {
            throw new RefusedException(503, "RabbitMQ did not take it (basic.nack)", false);
        }
        return CONFIRMED;
    }

    private boolean confirmed() throws IOException {
        try {
            return channel.waitForConfirms();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        }
    }

    private static AMQP.BasicProperties properties(Request request) {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (Header header : QueueProtocol.visible(request)) {
            headers.put(header.name().toLowerCase(Locale.ROOT), header.value());
        }
        return new AMQP.BasicProperties.Builder()
                .headers(headers)
                .messageId(String.valueOf(headers.getOrDefault(ID, "")))
                .contentType(
                        String.valueOf(
                                headers.getOrDefault(CONTENT_TYPE, "application/octet-stream")))
                .deliveryMode(PERSISTENT)
                .build();
    }
}
