package dev.ringback.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The text of an API key: how it is made, what it may look like, and its hash. */
public final class ApiKeyText {

    /** What generated keys start with, so that secret scanners can find one that leaked. */
    public static final String PREFIX = "rb_";

    /** The key of a server for development. Everybody knows it, so it opens loopback only. */
    public static final String DEV = "dev";

    /** Enough that a key chosen by a person cannot be found by trying. */
    private static final int MIN_GIVEN = 20;

    private static final int MAX_GIVEN = 200;
    private static final int RANDOM_BYTES = 32;
    private static final int HINT = 4;

    private ApiKeyText() {}

    /**
     * A new key: {@code rb_} and 43 characters of base64url, 256 bits.
     *
     * @param random cryptographically strong
     */
    public static String generate(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Why a text that an operator chose is no key, as a sentence; empty when it is one. */
    public static Optional<String> problemWith(String text) {
        if (text.length() < MIN_GIVEN || text.length() > MAX_GIVEN) {
            return Optional.of(
                    "an API key has %d to %d characters".formatted(MIN_GIVEN, MAX_GIVEN));
        }
        boolean visible = text.chars().allMatch(c -> c > ' ' && c < 127);
        return visible
                ? Optional.empty()
                : Optional.of("an API key has visible ASCII characters only, and no spaces");
    }

    /** The last characters of a text that is long enough to lose them; by them it is known. */
    static Optional<String> hint(String text) {
        return text.length() < MIN_GIVEN
                ? Optional.empty()
                : Optional.of(text.substring(text.length() - HINT));
    }

    /** SHA-256 in hex. Not a slow hash: a key of 256 random bits cannot be guessed anyway. */
    static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
