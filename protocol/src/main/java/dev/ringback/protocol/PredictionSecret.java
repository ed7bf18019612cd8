package dev.ringback.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A secret that signs the webhooks of predictions (scheme {@code v1}): HMAC-SHA256 keyed by the
 * secret's text itself, in UTF-8, whatever it looks like; nothing is decoded. Safe for use by many
 * threads at once.
 *
 * <p>Source: WriftAI's guide to verifying webhooks.
 */
public final class PredictionSecret {

    /** The most characters of a secret; the source names no bound. */
    public static final int MAX_CHARS = 1_024;

    private final byte[] utf8;
    private final HmacSha256 hmac;

    private PredictionSecret(String text) {
        this.utf8 = text.getBytes(StandardCharsets.UTF_8);
        this.hmac = new HmacSha256(utf8);
    }

    /**
     * Takes a secret as it is.
     *
     * @param text 1 to {@value #MAX_CHARS} characters; for a Standard Webhooks secret all of it,
     *     {@code whsec_} included
     * @throws MalformedKeyException when the text is empty or too long
     */
    public static PredictionSecret of(String text) {
        Optional<String> problem = problemWith(text);
        if (problem.isPresent()) {
            throw new MalformedKeyException("secret " + problem.get());
        }
        return new PredictionSecret(text);
    }

    /** Says in words why a text cannot be a secret, without repeating it; empty when it can. */
    public static Optional<String> problemWith(String text) {
        int length = text.length();
        return length >= 1 && length <= MAX_CHARS
                ? Optional.empty()
                : Optional.of("has " + length + " characters, not 1 to " + MAX_CHARS);
    }

    /** The signature of {@code timestamp.body}: 64 digits of lower-case hex. */
    String sign(long timestampSeconds, byte[]... bodySegments) {
        byte[] prefix = PredictionSignature.prefix(timestampSeconds);
        return HexFormat.of().formatHex(hmac.of(prefix, bodySegments));
    }

    /**
     * Tells whether one of the signatures is this secret's. Looks at all, each in constant time.
     */
    boolean verifies(long timestampSeconds, List<String> signatures, byte[]... bodySegments) {
        byte[] expected = sign(timestampSeconds, bodySegments).getBytes(StandardCharsets.UTF_8);
        boolean verified = false;
        for (String signature : signatures) {
            verified |= ConstantTime.equal(expected, signature.getBytes(StandardCharsets.UTF_8));
        }
        return verified;
    }

    /** The length only; the secret never gets into a log by this way. */
    @Override
    public String toString() {
        return "PredictionSecret[redacted, " + utf8.length + " bytes]";
    }
}
