package dev.ringback.protocol;

import dev.ringback.protocol.Verification.Reason;
import dev.ringback.protocol.Verification.Rejected;
import dev.ringback.protocol.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The signature of what a server and an app with functions say to each other, both ways: one
 * header, {@value #HEADER}, with the value {@code t=<seconds>&s=<hex>}.
 *
 * <p>What is signed is the body and then the timestamp in decimal digits, with nothing between
 * them. SDKs put the body that they got into its canonical form (RFC 8785) before they look, some
 * of them; others take it as it is. So the bytes that are sent have to be canonical.
 */
public final class FunctionSignature {

    /** The header's name. */
    public static final String HEADER = "x-inngest-signature";

    /** How far the timestamp may lie from the receiver's clock, both ways: 5 minutes. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    private FunctionSignature() {}

    /**
     * Makes the value of the header.
     *
     * @param key the current one
     * @param timestampSeconds the time in seconds since 1970-01-01T00:00Z, 0 to 999,999,999,999
     * @param bodySegments the body's bytes in order, signed as if they were one array; none for an
     *     empty body
     * @throws IllegalArgumentException when the timestamp is out of bounds
     */
    public static String header(FunctionKey key, long timestampSeconds, byte[]... bodySegments) {
        SignedContent.requireTimestamp(timestampSeconds);
        return "t=" + timestampSeconds + "&s=" + key.sign(timestampSeconds, bodySegments);
    }

    /**
     * Decides whether a body is authentic and recent: the header's form first, then its time, then
     * the signature.
     *
     * @param headers those that came with the body
     * @param body exactly as received
     * @param keys the current one and, while keys are changed, the one before or after it
     * @param tolerance how far the timestamp may lie from {@code now}, both ways, compared in whole
     *     seconds
     * @param now the receiver's time
     * @return {@link Verified} with an empty id, or {@link Rejected} with the check that failed
     */
    public static Verification verify(
            HeaderValues headers,
            byte[] body,
            List<FunctionKey> keys,
            Duration tolerance,
            Instant now) {
        List<String> values = headers.named(HEADER);
        if (values.size() > 1) {
            return rejected(Reason.DUPLICATE_HEADER, "came " + values.size() + " times");
        }
        if (values.isEmpty() || values.get(0).isEmpty()) {
            return rejected(Reason.MISSING_HEADER, "is missing: the other side has no signing key");
        }
        Map<String, String> parts = parts(values.get(0));
        OptionalLong timestamp = SignedContent.parseTimestamp(parts.getOrDefault("t", ""));
        if (timestamp.isEmpty()) {
            return rejected(
                    Reason.MALFORMED_TIMESTAMP, "has no t, or one that is not whole seconds");
        }
        String signature = parts.getOrDefault("s", "");
        if (signature.isEmpty()) {
            return rejected(Reason.NO_SUPPORTED_SIGNATURE, "has no s");
        }
        long seconds = timestamp.getAsLong();
        Optional<Verification> untimely = SignedContent.untimely(seconds, now, tolerance);
        return untimely.orElseGet(() -> matched(seconds, signature, keys, body));
    }

    private static Verification matched(
            long seconds, String signature, List<FunctionKey> keys, byte[] body) {
        boolean verified = false;
        for (FunctionKey key : keys) {
            verified |= ConstantTime.equal(key.sign(seconds, body), signature);
        }
        return verified
                ? new Verified("", Instant.ofEpochSecond(seconds))
                : SignedContent.mismatch();
    }

    /** The first value of each name. */
    private static Map<String, String> parts(String header) {
        Map<String, String> parts = new HashMap<>();
        for (String part : header.split("&", 8)) {
            int sign = part.indexOf('=');
            if (sign > 0) {
                parts.putIfAbsent(part.substring(0, sign), part.substring(sign + 1));
            }
        }
        return parts;
    }

    private static Verification rejected(Reason reason, String why) {
        return new Rejected(reason, "header " + HEADER + " " + why);
    }
}
