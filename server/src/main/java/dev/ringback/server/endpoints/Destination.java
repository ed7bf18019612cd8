package dev.ringback.server.endpoints;

import dev.ringback.server.vault.Secret;
import java.util.List;
import java.util.Optional;

/** What an endpoint is: how deliveries reach what is at its URL. */
public sealed interface Destination {

    /** Its word in JSON. */
    String word();

    /** Who puts something there, when that has to be said. */
    default Optional<Secret> login() {
        return switch (this) {
            case Http _ -> Optional.empty();
            case RedisStream stream -> stream.credentials();
            case RabbitExchange exchange -> exchange.credentials();
            case SqsQueue queue -> queue.credentials();
            case KafkaTopic topic -> topic.credentials();
        };
    }

    /** A web server, which gets requests. */
    record Http() implements Destination {

        /** Its word. */
        public static final String WORD = "http";

        @Override
        public String word() {
            return WORD;
        }
    }

    /**
     * A stream of a Redis, which gets entries.
     *
     * @param stream its key
     * @param credentials name and password with a colon between them; the name may be empty
     */
    record RedisStream(String stream, Optional<Secret> credentials) implements Destination {

        /** Its word. */
        public static final String WORD = "redis";

        @Override
        public String word() {
            return WORD;
        }
    }

    /**
     * An exchange of a RabbitMQ, which gets messages.
     *
     * @param exchange its name; the one without a name has a key for each queue
     * @param routingKey by which it finds queues
     * @param credentials name and password with a colon between them
     */
    record RabbitExchange(String exchange, String routingKey, Optional<Secret> credentials)
            implements Destination {

        /** Its word. */
        public static final String WORD = "rabbitmq";

        @Override
        public String word() {
            return WORD;
        }
    }

    /**
     * A queue of Amazon SQS, which gets messages.
     *
     * @param region where it is
     * @param credentials id of an access key and the secret one with a colon between them
     */
    record SqsQueue(String region, Optional<Secret> credentials) implements Destination {

        /** Its word. */
        public static final String WORD = "sqs";

        @Override
        public String word() {
            return WORD;
        }
    }

    /**
     * A topic of a Kafka, which gets records; its URL is that of the first server.
     *
     * @param servers host and port of those that are asked first
     * @param mechanism by which the credentials are told
     * @param credentials name and password with a colon between them
     */
    record KafkaTopic(
            List<String> servers, String topic, String mechanism, Optional<Secret> credentials)
            implements Destination {

        /** Its word. */
        public static final String WORD = "kafka";

        /** The scheme of its URL when it is spoken to over TLS. */
        public static final String SECURE = "kafkas";

        /** The ways to tell the credentials; the first unless somebody says otherwise. */
        public static final List<String> MECHANISMS =
                List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

        public KafkaTopic {
            servers = List.copyOf(servers);
        }

        @Override
        public String word() {
            return WORD;
        }
    }
}
