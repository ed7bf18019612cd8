package dev.ringback.server.api.endpoints;

import dev.ringback.net.json.Durations;
import dev.ringback.net.json.Spread;
import dev.ringback.protocol.SigningKey;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Destination.RedisStream;
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
                stream(endpoint).map(RedisStream::stream),
                stream(endpoint).map(it -> it.credentials().isPresent()),
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

    private static Optional<RedisStream> stream(Endpoint endpoint) {
        return switch (endpoint.destination()) {
            case Destination.Http _ -> Optional.empty();
            case RedisStream stream -> Optional.of(stream);
        };
    }

    private static String publicKey(Secret signingKey) {
        return SigningKey.parse(signingKey.reveal()).verifyingKey().text();
    }
}
