package dev.ringback.protocol.providers.request;

import java.time.Instant;
import java.util.Optional;

/**
 * What a verified request says about itself. Each is absent where the provider does not say it.
 *
 * @param eventType the provider's own word for what happened, such as {@code
 *     invoice.payment_failed}
 * @param idempotencyKey the same for each repetition of one event, and of no other one
 * @param subject what the event is about
 * @param occurredAt the provider's time of the event
 * @param nonce a value that the provider signs once: where the signature does not cover the body, a
 *     request with one that was seen before is a forgery
 */
public record EventFacts(
        Optional<String> eventType,
        Optional<String> idempotencyKey,
        Optional<String> subject,
        Optional<Instant> occurredAt,
        Optional<String> nonce) {}
