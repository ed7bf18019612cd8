package dev.ringback.protocol;

import dev.ringback.protocol.Verification.Reason;
import dev.ringback.protocol.Verification.Rejected;
import dev.ringback.protocol.Verification.Verified;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The signature of a prediction's webhook: one header, {@link WebhookHeaders#PREDICTION_SIGNATURE},
 * with the value {@code t=<seconds>,v1=<hex>[,v1=<hex>...]}.
 *
 * <p>What is signed is the timestamp in decimal digits, a full stop and the body. The header is
 * made anew for every attempt, for receivers refuse one that is older than their tolerance. It
 * holds no blanks, because receivers do not trim, and the current secret's signature comes first,
 * because WriftAI's own library for Python looks at the first {@code v1} only.
 *
 * <p>There is no message id among the things signed: a receiver recognises a repeat by the
 * prediction's id and status. Source: WriftAI's guide to verifying webhooks, and its library for
 * Python.
 */
public final class PredictionSignature {

    /** How far the timestamp may lie from the receiver's clock, both ways: 5 minutes. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    /** The most signatures that are written into one header or looked at in one. */
    public static final int MAX_SIGNATURES = 32;

    private static final String TIMESTAMP = "t";
    private static final String SCHEME = "v1";

    private PredictionSignature() {}

    /**
     * Makes the value of the header.
     *
     * @param secrets 1 to {@value #MAX_SIGNATURES}, the current one first
     * @param timestampSeconds the time of the attempt in seconds since 1970-01-01T00:00Z, 0 to
     *     999,999,999,999
     * @param bodySegments the body's bytes in order, signed as if they were one array; none for an
     *     empty body
     * @throws IllegalArgumentException when there is no secret or there are too many, or the
     *     timestamp is out of bounds
     */
    public static String header(
            List<PredictionSecret> secrets, long timestampSeconds, byte[]... bodySegments) {
        if (secrets.isEmpty() || secrets.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException(
                    "signing needs 1 to " + MAX_SIGNATURES + " secrets, not " + secrets.size());
        }
        StringBuilder header = new StringBuilder(TIMESTAMP + '=').append(timestampSeconds);
        for (PredictionSecret secret : secrets) {
            header.append(',').append(SCHEME).append('=');
            header.append(secret.sign(timestampSeconds, bodySegments));
        }
        return header.toString();
    }

    /**
     * Decides whether a webhook is authentic and recent: its form first, then its time, then its
     * signatures. One right {@code v1} by one of the secrets suffices; other schemes are skipped.
     *
     * @param headers the request's headers
     * @param body the request's body exactly as received
     * @param secrets those that are trusted
     * @param tolerance how far the timestamp may lie from {@code now}, both ways, compared in whole
     *     seconds
     * @param now the receiver's time
     * @return {@link Verified} with an empty id, or {@link Rejected} with the check that failed
     */
    public static Verification verify(
            HeaderValues headers,
            byte[] body,
            List<PredictionSecret> secrets,
            Duration tolerance,
            Instant now) {
        List<String> values = headers.named(WebhookHeaders.PREDICTION_SIGNATURE);
        if (values.size() > 1) {
            return rejected(Reason.DUPLICATE_HEADER, "came " + values.size() + " times");
        }
        if (values.isEmpty() || values.get(0).isEmpty()) {
            return rejected(Reason.MISSING_HEADER, "is missing");
        }
        List<String> elements = elements(values.get(0));
        if (elements.size() > MAX_SIGNATURES + 1) {
            return rejected(
                    Reason.TOO_MANY_SIGNATURES, "has more than " + MAX_SIGNATURES + " signatures");
        }
        List<String> timestamps = values(elements, TIMESTAMP);
        OptionalLong timestamp =
                timestamps.size() == 1
                        ? SignedContent.parseTimestamp(timestamps.get(0))
                        : OptionalLong.empty();
        if (timestamp.isEmpty()) {
            return rejected(
                    Reason.MALFORMED_TIMESTAMP, "has no t, or one that is not whole seconds");
        }
        long seconds = timestamp.getAsLong();
        List<String> signatures = values(elements, SCHEME);
        return SignedContent.untimely(seconds, now, tolerance)
                .orElseGet(() -> matched(seconds, signatures, secrets, body));
    }

    /** Everything before the body. */
    static byte[] prefix(long timestampSeconds) {
        SignedContent.requireTimestamp(timestampSeconds);
        return (timestampSeconds + ".").getBytes(StandardCharsets.US_ASCII);
    }

    private static Verification matched(
            long seconds, List<String> signatures, List<PredictionSecret> secrets, byte[] body) {
        if (signatures.isEmpty()) {
            return rejected(Reason.NO_SUPPORTED_SIGNATURE, "has no signature of version v1");
        }
        boolean verified = false;
        for (PredictionSecret secret : secrets) {
            verified |= secret.verifies(seconds, signatures, body);
        }
        return verified
                ? new Verified("", Instant.ofEpochSecond(seconds))
                : SignedContent.mismatch();
    }

    private static Verification rejected(Reason reason, String why) {
        return new Rejected(reason, "header " + WebhookHeaders.PREDICTION_SIGNATURE + " " + why);
    }

    /** What stands between commas: at most one more than is looked at. */
    private static List<String> elements(String header) {
        return List.of(header.split(",", MAX_SIGNATURES + 2));
    }

    /** The values of the elements of that name, as they are. */
    private static List<String> values(List<String> elements, String name) {
        List<String> values = new ArrayList<>();
        for (String element : elements) {
            if (element.startsWith(name + '=')) {
                values.add(element.substring(name.length() + 1));
            }
        }
        return values;
    }
}
