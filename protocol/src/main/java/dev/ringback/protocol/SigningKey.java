package dev.ringback.protocol;

import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * A private key that signs webhooks with Ed25519 (version {@code v1a}).
 *
 * <p>Its text form is {@code whsk_} and base64 of 64 bytes: the seed, then the public key.
 * ValuePlace: Standard Webhooks specification 1.0.0; the layout of the 64 bytes is Svix's.
 */
public final class SigningKey implements WebhookSigner {

    /** The signature version. */
    public static final String VERSION = "v1a";

    private final byte[] seed;
    private final PrivateKey privateKey;
    private final VerifyingKey verifyingKey;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        this.privateKey = Ed25519.privateKey(seed);
        this.verifyingKey = VerifyingKey.ofBytes(Ed25519.publicBytes(seed));
    }

    /**
     * Makes a new key pair.
     *
     * @param random where the 32 seed bytes come from; must be a {@link java.security.SecureRandom}
     *     unless the key protects nothing
     */
    public static SigningKey generate(RandomGenerator random) {
        byte[] seed = new byte[Ed25519.KEY_BYTES];
        random.nextBytes(seed);
        return new SigningKey(seed);
    }

    /**
     * Reads a private key.
     *
     * @param text base64 of 64 bytes (seed and public key) or of the 32 seed bytes alone, with or
     *     without {@code whsk_} in front; white space around it is ignored
     * @throws MalformedKeyException when the text is not base64, has another length, carries
     *     another key's prefix, or its public half does not belong to its seed
     */
    public static SigningKey parse(String text) {
        byte[] bytes = KeyText.decode(KeyText.SIGNING, text);
        if (bytes.length != Ed25519.KEY_BYTES && bytes.length != 2 * Ed25519.KEY_BYTES) {
            throw new MalformedKeyException("key has " + bytes.length + " bytes, not 32 or 64");
        }
        SigningKey key = new SigningKey(Arrays.copyOf(bytes, Ed25519.KEY_BYTES));
        if (bytes.length == 2 * Ed25519.KEY_BYTES && !ConstantTime.equal(bytes, key.bytes())) {
            throw new MalformedKeyException("key's public half does not belong to its seed");
        }
        return key;
    }

    @Override
    public String sign(String id, long timestampSeconds, byte[]... bodySegments) {
        byte[] prefix = SignedContent.prefix(id, timestampSeconds);
        byte[] signature = Ed25519.sign(privateKey, prefix, bodySegments);
        return "v1a," + Base64.getEncoder().encodeToString(signature);
    }

    /** The public half, for receivers. */
    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /**
     * The private key in clear: {@code whsk_} and base64 of seed and public key. To be stored
     * encrypted.
     */
    public String reveal() {
        return KeyText.encode(KeyText.SIGNING, bytes());
    }

    /** Compares the seeds in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SigningKey key && ConstantTime.equal(seed, key.seed);
    }

    @Override
    public int hashCode() {
        return verifyingKey.hashCode();
    }

    /** The public half only; the seed never gets into a log by this way. */
    @Override
    public String toString() {
        return "SigningKey[redacted, public " + verifyingKey.text() + "]";
    }

    private byte[] bytes() {
        byte[] bytes = Arrays.copyOf(seed, 2 * Ed25519.KEY_BYTES);
        System.arraycopy(verifyingKey.bytes(), 0, bytes, Ed25519.KEY_BYTES, Ed25519.KEY_BYTES);
        return bytes;
    }
}
