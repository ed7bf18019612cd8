package dev.ringback.server.api.sources;

import dev.ringback.net.json.Omitted;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Destination.KafkaTopic;
import dev.ringback.server.endpoints.Destination.RabbitExchange;
import dev.ringback.server.endpoints.Destination.RedisStream;
import dev.ringback.server.endpoints.Destination.SqsQueue;
import dev.ringback.server.receiving.Consumers;
import dev.ringback.server.sources.SourceQueue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A queue that a source reads, without its credentials, and how that goes. */
record QueueView(
        @Omitted Optional<String> url,
        @Omitted Optional<String> stream,
        @Omitted Optional<String> queue,
        @Omitted Optional<String> region,
        @Omitted Optional<List<String>> servers,
        @Omitted Optional<String> topic,
        @Omitted Optional<String> mechanism,
        @Omitted Optional<Boolean> tls,
        @Omitted Optional<String> group,
        boolean hasCredentials,
        String state,
        Optional<String> problem,
        Optional<Instant> since) {

    private static final String OFF = "off";

    static QueueView of(SourceQueue queue, Optional<Consumers.Status> status) {
        Destination place = queue.place();
        Optional<KafkaTopic> kafka = as(KafkaTopic.class, place);
        Optional<RedisStream> redis = as(RedisStream.class, place);
        return new QueueView(
                kafka.isPresent() ? Optional.empty() : Optional.of(queue.url().toString()),
                redis.map(RedisStream::stream),
                as(RabbitExchange.class, place).map(RabbitExchange::routingKey),
                as(SqsQueue.class, place).map(SqsQueue::region),
                kafka.map(KafkaTopic::servers),
                kafka.map(KafkaTopic::topic),
                kafka.map(KafkaTopic::mechanism),
                kafka.map(_ -> queue.url().getScheme().equals(KafkaTopic.SECURE)),
                kafka.isPresent() || redis.isPresent()
                        ? Optional.of(queue.group())
                        : Optional.empty(),
                place.login().isPresent(),
                status.map(Consumers.Status::state).orElse(OFF),
                status.flatMap(Consumers.Status::problem),
                status.map(Consumers.Status::since));
    }

    private static <T> Optional<T> as(Class<T> kind, Destination place) {
        return Optional.of(place).filter(kind::isInstance).map(kind::cast);
    }
}
