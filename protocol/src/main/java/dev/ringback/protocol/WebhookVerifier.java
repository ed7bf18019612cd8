package dev.ringback.protocol;

import dev.ringback.protocol.Verification.Reason;
import dev.ringback.protocol.Verification.Rejected;
import dev.ringback.protocol.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Decides whether a webhook is authentic and recent. Safe for use by many threads at once.
 *
 * <p>One right signature by one of the keys suffices, so secrets can be rotated on either side.
 * Signatures of versions that no key can check are skipped. Source: Standard Webhooks specification
 * 1.0.0.
 *
 * @param keys the keys that are trusted, at least one
 * @param tolerance how far the timestamp may lie from the receiver's clock, both ways, compared in
 *     whole seconds; not negative
 */
public record WebhookVerifier(List<TrustedKey> keys, Duration tolerance) {

    private static final Names STANDARD =
            new Names(WebhookHeaders.ID, WebhookHeaders.TIMESTAMP, WebhookHeaders.SIGNATURE);
    private static final Names SVIX =
            new Names(
                    WebhookHeaders.SVIX_ID,
                    WebhookHeaders.SVIX_TIMESTAMP,
                    WebhookHeaders.SVIX_SIGNATURE);

    /**
     * Makes a verifier.
     *
     * @throws IllegalArgumentException when there is no key or the tolerance is negative
     */
    public WebhookVerifier {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs at least one key");
        }
        if (tolerance.isNegative()) {
            throw new IllegalArgumentException("tolerance is negative: " + tolerance);
        }
    }

    /**
     * Makes a verifier with the default tolerance of 5 minutes.
     *
     * @throws IllegalArgumentException when there is no key
     */
    public static WebhookVerifier of(TrustedKey... keys) {
        return new WebhookVerifier(List.of(keys), StandardWebhooks.DEFAULT_TOLERANCE);
    }

    /**
     * Verifies one request. Reads the {@code webhook-*} headers, or the {@code svix-*} ones when
     * only those are complete; never a mixture.
     *
     * @param headers the request's headers
     * @param body the request's body exactly as received
     * @param now the receiver's time
     */
    public Verification verify(HeaderValues headers, byte[] body, Instant now) {
        Names names = !STANDARD.complete(headers) && SVIX.complete(headers) ? SVIX : STANDARD;
        for (String name : names.all()) {
            Optional<Verification> unclear = unclear(name, headers.named(name));
            if (unclear.isPresent()) {
                return unclear.get();
            }
        }
        String id = headers.named(names.id()).get(0);
        Optional<String> problem = SignedContent.problemWithId(id);
        if (problem.isPresent()) {
            return new Rejected(Reason.MALFORMED_ID, "header " + names.id() + " " + problem.get());
        }
        OptionalLong timestamp =
                SignedContent.parseTimestamp(headers.named(names.timestamp()).get(0));
        if (timestamp.isEmpty()) {
            return new Rejected(
                    Reason.MALFORMED_TIMESTAMP,
                    "header " + names.timestamp() + " is not a whole number of seconds");
        }
        long seconds = timestamp.getAsLong();
        String signatures = headers.named(names.signature()).get(0);
        return SignedContent.untimely(seconds, now, tolerance)
                .orElseGet(() -> checkSignatures(id, seconds, signatures, body));
    }

    private static Optional<Verification> unclear(String name, List<String> values) {
        if (values.size() > 1) {
            return Optional.of(
                    new Rejected(
                            Reason.DUPLICATE_HEADER,
                            "header " + name + " came " + values.size() + " times"));
        }
        return values.isEmpty() || values.get(0).isEmpty()
                ? Optional.of(new Rejected(Reason.MISSING_HEADER, "header " + name + " is missing"))
                : Optional.empty();
    }

    private Verification checkSignatures(String id, long seconds, String header, byte[] body) {
        SignatureHeader offered = SignatureHeader.parse(header, StandardWebhooks.MAX_SIGNATURES);
        if (offered.entries().size() > StandardWebhooks.MAX_SIGNATURES) {
            return new Rejected(
                    Reason.TOO_MANY_SIGNATURES,
                    "more than " + StandardWebhooks.MAX_SIGNATURES + " signatures");
        }
        int tried = 0;
        boolean verified = false;
        for (TrustedKey key : keys) {
            List<String> candidates = offered.ofVersion(key.version());
            tried += candidates.size();
            verified |= !candidates.isEmpty() && key.verifies(id, seconds, candidates, body);
        }
        if (verified) {
            return new Verified(id, Instant.ofEpochSecond(seconds));
        }
        return tried == 0 ? unsupported() : SignedContent.mismatch();
    }

    private Rejected unsupported() {
        TreeSet<String> versions = new TreeSet<>();
        keys.forEach(key -> versions.add(key.version()));
        return new Rejected(
                Reason.NO_SUPPORTED_SIGNATURE,
                "no signature of version " + String.join(" or ", versions));
    }

    /** The names of the three headers in one family. */
    private record Names(String id, String timestamp, String signature) {

        List<String> all() {
            return List.of(id, timestamp, signature);
        }

        boolean complete(HeaderValues headers) {
            return all().stream().noneMatch(name -> headers.named(name).isEmpty());
        }
    }
}
