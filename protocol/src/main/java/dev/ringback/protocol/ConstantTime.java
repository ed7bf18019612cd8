package dev.ringback.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The one place where something secret is compared: in a time that depends on what a stranger sent,
 * and not on how much of it was right.
 */
public final class ConstantTime {

    private ConstantTime() {}

    /** Whether two arrays hold the same bytes. Only their lengths show in the time it takes. */
    public static boolean equal(byte[] expected, byte[] given) {
        return MessageDigest.isEqual(expected, given);
    }

    /** Whether two texts are the same in UTF-8. */
    public static boolean equal(String expected, String given) {
        return equal(
                expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
