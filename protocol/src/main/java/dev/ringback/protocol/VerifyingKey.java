package dev.ringback.protocol;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A public key that verifies Ed25519 signatures (version {@code v1a}). Not a secret.
 *
 * <p>Its text form is {@code whpk_} and base64 of 32 bytes. Source: Standard Webhooks specification
 * 1.0.0.
 */
public final class VerifyingKey implements TrustedKey {

    private final byte[] encoded;
    private final PublicKey publicKey;

    private VerifyingKey(byte[] encoded) {
        this.encoded = encoded;
        this.publicKey = Ed25519.publicKey(encoded);
    }

    /**
     * Reads a public key.
     *
     * @param text base64 of 32 bytes with or without {@code whpk_} in front; white space around it
     *     is ignored
     * @throws MalformedKeyException when the text is not base64, has another length, carries
     *     another key's prefix, or is no point of the curve
     */
    public static VerifyingKey parse(String text) {
        byte[] bytes = KeyText.decode(KeyText.VERIFYING, text);
        if (bytes.length != Ed25519.KEY_BYTES) {
            throw new MalformedKeyException("key has " + bytes.length + " bytes, not 32");
        }
        return new VerifyingKey(bytes);
    }

    static VerifyingKey ofBytes(byte[] encoded) {
        return new VerifyingKey(encoded.clone());
    }

    @Override
    public String version() {
        return SigningKey.VERSION;
    }

    @Override
    public boolean verifies(
            String id, long timestampSeconds, List<String> signatures, byte[]... bodySegments) {
        byte[] prefix = SignedContent.prefix(id, timestampSeconds);
        for (String signature : signatures) {
            byte[] claimed = decoded(signature);
            if (claimed.length == Ed25519.SIGNATURE_BYTES
                    && Ed25519.verify(publicKey, claimed, prefix, bodySegments)) {
                return true;
            }
        }
        return false;
    }

    /** The key as text: {@code whpk_} and padded base64. */
    public String text() {
        return KeyText.encode(KeyText.VERIFYING, encoded);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey key && Arrays.equals(encoded, key.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** The same as {@link #text()}; a public key may be logged. */
    @Override
    public String toString() {
        return text();
    }

    byte[] bytes() {
        return encoded;
    }

    /** No bytes when the text is not base64, which then cannot match. */
    private static byte[] decoded(String signature) {
        try {
            return Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
