package dev.ringback.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A secret that sender and receiver share, signing with HMAC-SHA256 (version {@code v1}).
 *
 * <p>The specification asks for 24 to 64 random bytes. Secrets that we create or accept for our own
 * endpoints keep to that ({@link #generate}, {@link #parseEndpointSecret}); secrets that a provider
 * chose are taken as they are ({@link #parse}). Source: Standard Webhooks specification 1.0.0.
 */
public final class SymmetricKey implements WebhookSigner, TrustedKey {

    /** The signature version. */
    public static final String VERSION = "v1";

    /** The fewest bytes of an endpoint's secret. */
    public static final int MIN_ENDPOINT_BYTES = 24;

    /** The most bytes of an endpoint's secret. */
    public static final int MAX_ENDPOINT_BYTES = 64;

    /** As many bytes as HMAC-SHA256 has output; more adds no strength. */
    private static final int GENERATED_BYTES = 32;

    private final byte[] secret;
    private final HmacSha256 hmac;

    private SymmetricKey(byte[] secret) {
        this.secret = secret;
        this.hmac = new HmacSha256(secret);
    }

    /**
     * Makes a new secret of 32 bytes.
     *
     * @param random where the bytes come from; must be a {@link java.security.SecureRandom} unless
     *     the key protects nothing
     */
    public static SymmetricKey generate(RandomGenerator random) {
        byte[] secret = new byte[GENERATED_BYTES];
        random.nextBytes(secret);
        return new SymmetricKey(secret);
    }

    /**
     * Reads a secret of any length, as a receiver must that did not choose it.
     *
     * @param text standard base64, padded or not, with or without {@code whsec_} in front; white
     *     space around it is ignored; at most 1,024 characters
     * @throws MalformedKeyException when the text is not base64, holds no bytes, is too long, or
     *     carries another key's prefix
     */
    public static SymmetricKey parse(String text) {
        byte[] secret = KeyText.decode(KeyText.SYMMETRIC, text);
        if (secret.length == 0) {
            throw new MalformedKeyException("key is empty");
        }
        return new SymmetricKey(secret);
    }

    /**
     * Reads a secret that somebody wants to use for an endpoint of ours.
     *
     * @param text as for {@link #parse}
     * @throws MalformedKeyException as for {@link #parse}, and when the secret is not {@value
     *     #MIN_ENDPOINT_BYTES} to {@value #MAX_ENDPOINT_BYTES} bytes long
     */
    public static SymmetricKey parseEndpointSecret(String text) {
        SymmetricKey key = parse(text);
        int length = key.secret.length;
        if (length < MIN_ENDPOINT_BYTES || length > MAX_ENDPOINT_BYTES) {
            throw new MalformedKeyException(
                    "key has %d bytes, not %d to %d"
                            .formatted(length, MIN_ENDPOINT_BYTES, MAX_ENDPOINT_BYTES));
        }
        return key;
    }

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public String sign(String id, long timestampSeconds, byte[]... bodySegments) {
        byte[] prefix = SignedContent.prefix(id, timestampSeconds);
        return "v1," + Base64.getEncoder().encodeToString(hmac.of(prefix, bodySegments));
    }

    @Override
    public boolean verifies(
            String id, long timestampSeconds, List<String> signatures, byte[]... bodySegments) {
        byte[] prefix = SignedContent.prefix(id, timestampSeconds);
        byte[] expected = Base64.getEncoder().encode(hmac.of(prefix, bodySegments));
        boolean verified = false;
        for (String signature : signatures) {
            verified |= ConstantTime.equal(expected, signature.getBytes(StandardCharsets.UTF_8));
        }
        return verified;
    }

    /**
     * The secret in clear: {@code whsec_} and padded base64. To be stored encrypted and shown once.
     */
    public String reveal() {
        return KeyText.encode(KeyText.SYMMETRIC, secret);
    }

    /** Compares the secrets in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SymmetricKey key && ConstantTime.equal(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    /** The length only; the secret never gets into a log by this way. */
    @Override
    public String toString() {
        return "SymmetricKey[redacted, " + secret.length + " bytes]";
    }
}
