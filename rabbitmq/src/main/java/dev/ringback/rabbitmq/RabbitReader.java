package dev.ringback.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.wire.queue.QueueAsk;
import dev.ringback.net.wire.queue.QueueLine;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.net.wire.queue.QueueReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads a queue of RabbitMQ: it brings so many messages as may be unacknowledged. */
public final class RabbitReader implements QueueReader {

    /** Messages that are held; RabbitMQ takes some of 16 MiB, but who has such has few. */
    private static final int MOST = 20;

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final QueueLine<Channel> line;
    private final String queue;
    private final BlockingQueue<Delivery> came = new LinkedBlockingQueue<>();

    private RabbitReader(QueueLine<Channel> line, String queue) {
        this.line = line;
        this.queue = queue;
    }

    /** Connects, and has messages brought. */
    public static RabbitReader open(QueueAsk ask) throws IOException, RefusedException {
        RabbitPlace place = RabbitPlace.of(ask.url(), ask.login());
        QueueLine<Channel> line =
                QueueLine.open(
                        ask, place.dialled(), socket -> RabbitProtocol.channel(socket, place));
        var reader = new RabbitReader(line, RabbitPlace.target(ask.url()).key());
        try {
            reader.consume();
            return reader;
        } catch (IOException | RefusedException e) {
            line.close();
            throw e;
        }
    }

    private void consume() throws IOException, RefusedException {
        String _ =
                asked(channel -> {
                    channel.basicQos(MOST);
                    return channel.basicConsume(
                            queue,
                            false,
                            (_, delivery) -> came.add(delivery),
                            // Its queue is gone: nothing comes any more.
                            _ -> channel.abort(404, "the queue is gone"));
                });
    }

    @Override
    public List<QueueMessage> next() throws IOException, RefusedException {
        List<Delivery> deliveries = new ArrayList<>();
        try {
            Delivery first = came.poll(1, TimeUnit.SECONDS);
            if (first == null) {
                checkOpen();
                return List.of();
            }
            deliveries.add(first);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        }
        int _ = came.drainTo(deliveries);
        return deliveries.stream().map(this::message).toList();
    }

    private void checkOpen() throws IOException, RefusedException {
        ShutdownSignalException reason = line.client().getCloseReason();
        if (reason != null) {
            throw RabbitProtocol.refusedOr(new IOException("the connection broke", reason));
        }
    }

    @Override
    public void done(List<QueueMessage> messages) throws IOException, RefusedException {
        long last = Long.parseLong(messages.getLast().receipt());
        boolean _ =
                asked(channel -> {
                    channel.basicAck(last, true);
                    return true;
                });
    }

    private <T> T asked(QueueLine.Exchanging<Channel, T> exchanging)
            throws IOException, RefusedException {
        return line.ask(
                ANSWER,
                channel -> {
                    try {
                        return exchanging.with(channel);
                    } catch (ShutdownSignalException e) {
                        throw RabbitProtocol.refusedOr(new IOException("the connection broke", e));
                    } catch (IOException e) {
                        throw RabbitProtocol.refusedOr(e);
                    }
                });
    }

    @Override
    public void close() {
        line.close();
    }

    private QueueMessage message(Delivery delivery) {
        AMQP.BasicProperties properties = delivery.getProperties();
        var headers =
                new QueueMessage.Headers()
                        .known(QueueMessage.ID, Optional.ofNullable(properties.getMessageId()))
                        .known(QueueMessage.TYPE, Optional.ofNullable(properties.getType()));
        Map<String, Object> own = Optional.ofNullable(properties.getHeaders()).orElse(Map.of());
        own.forEach((name, value) -> headers.add(name, String.valueOf(value)));
        String type = properties.getContentType();
        if (type != null && own.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
            headers.add("content-type", type);
        }
        String tag = Long.toString(delivery.getEnvelope().getDeliveryTag());
        return new QueueMessage(queue, headers.all(), Payload.of(delivery.getBody()), tag);
    }
}
