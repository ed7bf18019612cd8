package dev.ringback.server.integration;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.RabbitServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The queues of a real RabbitMQ, as its operator sees them.
 *
 * @param channel one thread at a time uses it, under its lock
 */
record RabbitQueues(RabbitServer server, Channel channel) implements AutoCloseable {

    /**
     * Starts a server with one user, {@code ann}, whose password is {@code open-sesame}.
     *
     * @param permissions what she may configure, write and read
     */
    static RabbitQueues start(String... permissions) throws Exception {
        return of(RabbitServer.start(), permissions);
    }

    /** The same on a server that has started. */
    static RabbitQueues of(RabbitServer server, String... permissions) throws Exception {
        server.operate("add_user", "ann", "open-sesame");
        server.operate("set_permissions", "ann", permissions[0], permissions[1], permissions[2]);
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(server.port());
        factory.setHandshakeTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
        Connection connection = factory.newConnection();
        return new RabbitQueues(server, connection.createChannel());
    }

    /** The URL of the server. */
    String url() {
        return "amqp://127.0.0.1:" + server.port();
    }

    /** Makes a queue. */
    void create(String queue) {
        try {
            synchronized (channel) {
                var _ = channel.queueDeclare(queue, true, false, false, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
