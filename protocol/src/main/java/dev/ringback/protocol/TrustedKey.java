package dev.ringback.protocol;

import java.util.List;

/**
 * A key that a receiver trusts to verify webhooks. Safe for use by many threads at once.
 *
 * <p>Source: Standard Webhooks specification 1.0.0.
 */
public sealed interface TrustedKey permits SymmetricKey, VerifyingKey {

    /**
     * The signature version that this key verifies: {@code v1} (HMAC-SHA256) or {@code v1a}
     * (Ed25519).
     */
    String version();

    /**
     * Tells whether one of the signatures is this key's signature of {@code id.timestamp.body}. A
     * signature that is not base64 or has the wrong length simply does not match. Times are not
     * judged here; {@link WebhookVerifier} does that.
     *
     * @param id the message id: 1 to 256 visible ASCII characters without a full stop
     * @param timestampSeconds the signed time in seconds since 1970-01-01T00:00Z, 0 to
     *     999,999,999,999
     * @param signatures base64 without the version in front, all of this key's {@link #version()}
     * @param bodySegments the body's bytes in order
     * @throws IllegalArgumentException when the id or the timestamp is out of bounds
     */
    boolean verifies(
            String id, long timestampSeconds, List<String> signatures, byte[]... bodySegments);

    /**
     * Reads a key of either sort: {@code whpk_} is a {@link VerifyingKey}, anything else a {@link
     * SymmetricKey}.
     *
     * @param text the key's text form
     * @throws MalformedKeyException when the text is not a key
     */
    static TrustedKey parse(String text) {
        return text.strip().startsWith(KeyText.VERIFYING)
                ? VerifyingKey.parse(text)
                : SymmetricKey.parse(text);
    }
}
