package dev.ringback.server.api.endpoints;

import dev.ringback.net.json.Durations;
import dev.ringback.net.json.Spread;
import dev.ringback.protocol.SigningKey;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Destination.KafkaTopic;
import dev.ringback.server.endpoints.Destination.RabbitExchange;
import dev.ringback.server.endpoints.Destination.RedisStream;
import dev.ringback.server.endpoints.Destination.SqsQueue;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointWords;
import dev.ringback.server.vault.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An endpoint as the API shows it: everything but what is secret. */
record EndpointView(
        String id,
        String kind,
        String name,
        String url,
        Optional<String> stream,
        Optional<String> exchange,
        Optional<String> routingKey,
        Optional<String> queue,
        Optional<String> region,
        Optional<List<String>> servers,
        Optional<String> topic,
        Optional<String> mechanism,
        Optional<Boolean> tls,
        Optional<Boolean> hasCredentials,
        List<String> eventTypes,
        String filter,
        String format,
        List<String> headerNames,
        int secretCount,
        Optional<String> publicKey,
        List<String> retrySchedule,
        double retryJitter,
        long timeoutMs,
        int maxInFlight,
        double ratePerSecond,
        String ordering,
        boolean skipSuperseded,
        boolean readinessCheck,
        String state,
        Optional<String> stateReason,
        Optional<Instant> failingSince,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    /** An endpoint with the secret that was made for it, shown this once. */
    record WithSecret(@Spread EndpointView endpoint, String secret) {

        static WithSecret of(Endpoint endpoint, Secret secret) {
            return new WithSecret(EndpointView.of(endpoint), secret.reveal());
        }

        @Override
        public String toString() {
            return "WithSecret[%s]".formatted(endpoint.id());
        }
    }

    static EndpointView of(Endpoint endpoint) {
        return new EndpointView(
                endpoint.id(),
                endpoint.destination().word(),
                endpoint.name(),
                endpoint.url().toString(),
                stream(endpoint.destination()),
                exchange(endpoint.destination(), false).map(RabbitExchange::exchange),
                exchange(endpoint.destination(), false).map(RabbitExchange::routingKey),
                exchange(endpoint.destination(), true).map(RabbitExchange::routingKey),
                region(endpoint.destination()),
                topic(endpoint).map(KafkaTopic::servers),
                topic(endpoint).map(KafkaTopic::topic),
                topic(endpoint).map(KafkaTopic::mechanism),
                topic(endpoint).map(_ -> endpoint.url().getScheme().equals(KafkaTopic.SECURE)),
                hasCredentials(endpoint.destination()),
                endpoint.eventTypes(),
                endpoint.filter(),
                endpoint.format().word(),
                endpoint.headers().stream().map(Endpoint.SecretHeader::name).toList(),
                endpoint.secrets().size(),
                endpoint.signingKey().map(EndpointView::publicKey),
                endpoint.retrySchedule().delays().stream().map(Durations::text).toList(),
                endpoint.retrySchedule().jitter(),
                endpoint.timeout().toMillis(),
                endpoint.pace().maxInFlight(),
                endpoint.pace().ratePerSecond(),
                EndpointWords.of(endpoint.pace().ordering()),
                endpoint.pace().skipSuperseded(),
                endpoint.readinessCheck(),
                endpoint.state().word(),
                endpoint.state().whyDisabled(),
                endpoint.failingSince(),
                endpoint.edition(),
                endpoint.createdAt(),
                endpoint.updatedAt());
    }

    private static Optional<String> stream(Destination destination) {
        return destination instanceof RedisStream known
                ? Optional.of(known.stream())
                : Optional.empty();
    }

    /**
     * The exchange, when it is the one without a name, whose keys are queues, or when it is not.
     */
    private static Optional<RabbitExchange> exchange(Destination destination, boolean nameless) {
        return destination instanceof RabbitExchange known && known.exchange().isEmpty() == nameless
                ? Optional.of(known)
                : Optional.empty();
    }

    private static Optional<String> region(Destination destination) {
        return destination instanceof SqsQueue known
                ? Optional.of(known.region())
                : Optional.empty();
    }

    private static Optional<KafkaTopic> topic(Endpoint endpoint) {
        return endpoint.destination() instanceof KafkaTopic known
                ? Optional.of(known)
                : Optional.empty();
    }

    private static Optional<Boolean> hasCredentials(Destination destination) {
        return destination instanceof Destination.Http
                ? Optional.empty()
                : Optional.of(destination.login().isPresent());
    }

    private static String publicKey(Secret signingKey) {
        return SigningKey.parse(signingKey.reveal()).verifyingKey().text();
    }
}
