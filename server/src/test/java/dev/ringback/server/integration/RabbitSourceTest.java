package dev.ringback.server.integration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP;
import dev.ringback.testkit.receiver.RabbitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Queues of a real RabbitMQ as sources. */
class RabbitSourceTest implements QueueSourceContract {

    private static RabbitQueues rabbit;
    private static Ringback ringback;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(RabbitServer.isInstalled(), RabbitServer.MISSING);
        rabbit = RabbitQueues.start("", "", ".*");
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (rabbit != null) {
            ringback.close();
            rabbit.close();
        }
    }

    @Override
    public Ringback ringback() {
        return ringback;
    }

    @Override
    public String provider() {
        return "rabbitmq";
    }

    @Override
    public String queue(String name) {
        rabbit.create(name);
        return of(name);
    }

    @Override
    public String forbidden() {
        return of("no-such-queue");
    }

    private static String of(String queue) {
        return "{'url':'%s','queue':'%s','credentials':{'username':'ann','password':'open-sesame'}}"
                .formatted(rabbit.url(), queue);
    }

    @Override
    public void put(String queue, String id, String body) {
        var properties = new AMQP.BasicProperties.Builder().messageId(id).build();
        try {
            synchronized (rabbit.channel()) {
                rabbit.channel()
                        .basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long left(String queue) {
        return rabbit.server()
                .operate("list_queues", "name", "messages")
                .lines()
                .map(line -> line.split("\t"))
                .filter(parts -> parts[0].equals(queue))
                .mapToLong(parts -> Long.parseLong(parts[1]))
                .sum();
    }
}
