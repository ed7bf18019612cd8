package dev.ringback.server.endpoints;

import java.util.random.RandomGenerator;

/** Random ids of the URL-safe alphabet {@code A-Za-z0-9_-}: six bits a character. */
public final class Nanoid {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    private Nanoid() {}

    /**
     * Draws an id.
     *
     * @param random unpredictable where somebody takes the id for a proof of origin
     */
    public static String next(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        var id = new StringBuilder(length);
        for (byte each : bytes) {
            id.append(ALPHABET.charAt(each & 63));
        }
        return id.toString();
    }
}
