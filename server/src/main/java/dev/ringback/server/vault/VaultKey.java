package dev.ringback.server.vault;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that secrets are encrypted with: 32 bytes, written as base64.
 *
 * <p>Its id is derived from its bytes, so that a key needs no name and two keys are never mixed up.
 */
public final class VaultKey {

    /** The size of an AES-256 key. */
    public static final int BYTES = 32;

    private static final int ID_BYTES = 4;

    private final byte[] bytes;
    private final String id;

    private VaultKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "secret key has " + bytes.length + " bytes, not " + BYTES);
        }
        this.bytes = bytes.clone();
        this.id = HexFormat.of().formatHex(digest(bytes), 0, ID_BYTES);
    }

    /** The key of these 32 bytes. */
    public static VaultKey of(byte[] bytes) {
        return new VaultKey(bytes);
    }

    /**
     * Makes a new key.
     *
     * @param random must be a {@link java.security.SecureRandom} unless the key protects nothing
     */
    public static VaultKey generate(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new VaultKey(bytes);
    }

    /**
     * Reads a key.
     *
     * @param text standard base64 of 32 bytes
     * @throws IllegalArgumentException when it is not, without repeating the text
     */
    public static VaultKey parse(String text) {
        try {
            return new VaultKey(Base64.getDecoder().decode(text.strip()));
        } catch (IllegalArgumentException _) {
            // The decoder's own message can quote a character of the key.
            throw new IllegalArgumentException("secret key is not base64 of 32 bytes");
        }
    }

    /** Eight hexadecimal digits that name the key and tell nothing about it. */
    public String id() {
        return id;
    }

    /** The key in clear, as {@link #parse} reads it. */
    String reveal() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    SecretKey aes() {
        return new SecretKeySpec(bytes, "AES");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VaultKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "VaultKey[" + id + "]";
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
