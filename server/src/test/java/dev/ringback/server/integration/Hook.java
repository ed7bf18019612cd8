package dev.ringback.server.integration;

import dev.ringback.kernel.model.Header;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.TrustedKey;
import dev.ringback.protocol.Verification;
import dev.ringback.protocol.WebhookVerifier;
import dev.ringback.testkit.receiver.Received;
import java.time.Instant;

/**
 * An endpoint that a test registered.
 *
 * @param id what {@code webhook_id} takes
 * @param secret the signing secret
 */
record Hook(String id, String secret) {

    /** A setting by which nothing dies while a slow machine gets to what mends it. */
    static final String PATIENT =
            "'retry_schedule':['200ms'," + "'1s',".repeat(9) + "'5s',".repeat(39) + "'5s']";

    String path() {
        return "/api/v1/endpoints/" + id;
    }

    /** What a receiver makes of the signature, with the secret that it was given. */
    Verification verify(Received received) {
        return verify(received, secret);
    }

    static Verification verify(Received received, String key) {
        HeaderValues headers =
                name ->
                        received.headers().stream()
                                .filter(header -> header.name().equalsIgnoreCase(name))
                                .map(Header::value)
                                .toList();
        return WebhookVerifier.of(TrustedKey.parse(key))
                .verify(headers, received.body().bytes(), Instant.now());
    }
}
