package dev.ringback.server.bridges;

import dev.ringback.kafka.KafkaReader;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.queue.QueueAsk;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.net.wire.queue.QueueReader;
import dev.ringback.rabbitmq.RabbitReader;
import dev.ringback.redis.RedisReader;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.vault.Secret;
import dev.ringback.sqs.SqsReader;
import java.io.IOException;
import java.net.URI;

/**
 * Opens queues of all kinds over one wire.
 *
 * @param wire dials, under the guard for addresses that tenants name
 */
public record WiredQueues(HttpWire wire) implements QueueReaders {

    @Override
    public QueueReader open(
            ProjectId owner, URI url, Destination place, String group, String reader, Hangup hangup)
            throws IOException, RefusedException {
        var ask =
                new QueueAsk(
                        wire,
                        owner,
                        Bridges.address(url, place),
                        place.login().map(Secret::reveal),
                        group,
                        reader,
                        hangup);
        return switch (place) {
            case Destination.RedisStream _ -> RedisReader.open(ask);
            case Destination.RabbitExchange _ -> RabbitReader.open(ask);
            case Destination.SqsQueue _ -> SqsReader.open(ask);
            case Destination.KafkaTopic _ -> KafkaReader.open(ask);
            case Destination.Http _ -> throw new IOException("a web server is no queue");
        };
    }
}
