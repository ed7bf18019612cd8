package dev.ringback.protocol.providers.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests without a key. */
public final class Digests {

    private Digests() {}

    /** SHA-256 of some parts, as if they were one array. */
    public static byte[] sha256(byte[]... parts) {
        return digest("SHA-256", parts);
    }

    /** SHA-1 of an array; only ever the key of something else, as Braintree wants it. */
    public static byte[] sha1(byte[] bytes) {
        return digest("SHA-1", bytes);
    }

    /** SHA-256 in lower-case hex. */
    public static String sha256Hex(byte[]... parts) {
        return HexFormat.of().formatHex(sha256(parts));
    }

    /** The UTF-8 of a text. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm, e);
        }
    }
}
