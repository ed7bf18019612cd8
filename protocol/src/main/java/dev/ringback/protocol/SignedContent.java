package dev.ringback.protocol;

import dev.ringback.protocol.Verification.Reason;
import dev.ringback.protocol.Verification.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes that a signature covers: {@code id.timestamp.body}.
 *
 * <p>The full stop separates the parts, so an id that contains one would let the same signature
 * stand for another timestamp and body. Both sides of the wire refuse such ids.
 */
final class SignedContent {

    static final int MAX_ID_CHARS = 256;

    /** The year 33658; twelve digits can neither overflow a long nor an Instant. */
    static final long MAX_TIMESTAMP = 999_999_999_999L;

    private static final int MAX_TIMESTAMP_DIGITS = 12;

    private SignedContent() {}

    /** Everything before the body. */
    static byte[] prefix(String id, long timestampSeconds) {
        Optional<String> problem = problemWithId(id);
        if (problem.isPresent()) {
            throw new IllegalArgumentException("webhook id " + problem.get());
        }
        requireTimestamp(timestampSeconds);
        return (id + '.' + timestampSeconds + '.').getBytes(StandardCharsets.ISO_8859_1);
    }

    static void requireTimestamp(long seconds) {
        if (seconds < 0 || seconds > MAX_TIMESTAMP) {
            throw new IllegalArgumentException(
                    "timestamp is outside 0 to " + MAX_TIMESTAMP + ": " + seconds);
        }
    }

    /** Says in words why an id cannot be signed; empty when it can. */
    static Optional<String> problemWithId(String id) {
        if (id.isEmpty() || id.length() > MAX_ID_CHARS) {
            return Optional.of("has " + id.length() + " characters, not 1 to " + MAX_ID_CHARS);
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c > '~') {
                return Optional.of("has a character that is not visible ASCII at index " + i);
            }
            if (c == '.') {
                return Optional.of("contains a full stop: " + id);
            }
        }
        return Optional.empty();
    }

    /**
     * Reads a timestamp: digits without sign or leading zero, so that the number read and the text
     * that was signed cannot differ.
     */
    static OptionalLong parseTimestamp(String text) {
        int length = text.length();
        boolean leadingZero = length > 1 && text.charAt(0) == '0';
        if (length == 0 || length > MAX_TIMESTAMP_DIGITS || leadingZero) {
            return OptionalLong.empty();
        }
        long seconds = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalLong.empty();
            }
            seconds = seconds * 10 + (c - '0');
        }
        return OptionalLong.of(seconds);
    }

    /** Rejects a timestamp that lies too far from now; compared in whole seconds. */
    static Optional<Verification> untimely(long seconds, Instant now, Duration tolerance) {
        long age = now.getEpochSecond() - seconds;
        if (age > tolerance.toSeconds()) {
            return Optional.of(
                    new Rejected(
                            Reason.TIMESTAMP_TOO_OLD,
                            "timestamp is " + age + " s old, more than " + tolerance));
        }
        if (-age > tolerance.toSeconds()) {
            return Optional.of(
                    new Rejected(
                            Reason.TIMESTAMP_TOO_NEW,
                            "timestamp is " + -age + " s ahead, more than " + tolerance));
        }
        return Optional.empty();
    }

    /** Rejects signatures none of which is right. */
    static Rejected mismatch() {
        return new Rejected(
                Reason.SIGNATURE_MISMATCH,
                "no signature is right: another secret was used, or the body was changed");
    }
}
