package dev.ringback.server.delivery;

import dev.ringback.protocol.MalformedKeyException;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.protocol.SigningKey;
import dev.ringback.protocol.SymmetricKey;
import dev.ringback.protocol.WebhookSigner;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoint.RotatingSecret;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.vault.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys that sign the deliveries to one receiver, the current one first.
 *
 * @param standard keys of the Standard Webhooks signature
 * @param prediction secrets of a prediction's signature; none in other formats
 */
record ReceiverKeys(List<Key<WebhookSigner>> standard, List<Key<PredictionSecret>> prediction) {

    /** What marks a text as a Standard Webhooks secret. */
    private static final String STANDARD = "whsec_";

    /**
     * A key.
     *
     * @param until when it is no longer used
     */
    record Key<T>(T key, Instant until) {}

    static ReceiverKeys of(Endpoint endpoint) {
        List<Key<WebhookSigner>> standard = new ArrayList<>();
        List<Key<PredictionSecret>> prediction = new ArrayList<>();
        for (RotatingSecret secret : endpoint.secrets()) {
            Instant until = secret.expiresAt().orElse(Instant.MAX);
            String text = secret.secret().reveal();
            standard.add(new Key<>(SymmetricKey.parse(text), until));
            if (endpoint.format() == Format.PREDICTION) {
                prediction.add(new Key<>(PredictionSecret.of(text), until));
            }
        }
        endpoint.signingKey()
                .map(key -> new Key<WebhookSigner>(SigningKey.parse(key.reveal()), Instant.MAX))
                .ifPresent(standard::add);
        return new ReceiverKeys(List.copyOf(standard), List.copyOf(prediction));
    }

    /** A job may name any text; only one that is a Standard Webhooks secret signs as one too. */
    static ReceiverKeys of(DirectWebhook webhook) {
        Optional<String> text = webhook.secret().map(Secret::reveal);
        return new ReceiverKeys(
                text.flatMap(ReceiverKeys::standard).map(ReceiverKeys::forEver).stream().toList(),
                text
                        .filter(_ -> webhook.format() == Format.PREDICTION)
                        .map(PredictionSecret::of)
                        .map(ReceiverKeys::forEver)
                        .stream()
                        .toList());
    }

    /** Those of the keys that sign at a moment. */
    static <T> List<T> live(List<Key<T>> keys, Instant now) {
        List<T> live = new ArrayList<>(keys.size());
        for (Key<T> key : keys) {
            if (key.until().isAfter(now)) {
                live.add(key.key());
            }
        }
        return live;
    }

    private static Optional<WebhookSigner> standard(String text) {
        if (!text.startsWith(STANDARD)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SymmetricKey.parse(text));
        } catch (MalformedKeyException _) {
            return Optional.empty();
        }
    }

    private static <T> Key<T> forEver(T key) {
        return new Key<>(key, Instant.MAX);
    }
}
