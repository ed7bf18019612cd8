package dev.ringback.protocol;

/**
 * A key that signs webhooks. Safe for use by many threads at once.
 *
 * <p>Source: Standard Webhooks specification 1.0.0.
 */
public sealed interface WebhookSigner permits SymmetricKey, SigningKey {

    /**
     * Signs {@code id.timestamp.body}.
     *
     * @param id the message id, the same on every attempt: 1 to 256 visible ASCII characters
     *     without a full stop
     * @param timestampSeconds the time of the attempt in seconds since 1970-01-01T00:00Z, 0 to
     *     999,999,999,999
     * @param bodySegments the body's bytes in order, signed as if they were one array; none for an
     *     empty body
     * @return one entry of the signature header, for example {@code v1,<base64>}
     * @throws IllegalArgumentException when the id or the timestamp is out of bounds
     */
    String sign(String id, long timestampSeconds, byte[]... bodySegments);

    /**
     * Reads a key of either sort: {@code whsk_} is a {@link SigningKey}, anything else a {@link
     * SymmetricKey}.
     *
     * @param text the key's text form
     * @throws MalformedKeyException when the text is not a key
     */
    static WebhookSigner parse(String text) {
        return text.strip().startsWith(KeyText.SIGNING)
                ? SigningKey.parse(text)
                : SymmetricKey.parse(text);
    }
}
