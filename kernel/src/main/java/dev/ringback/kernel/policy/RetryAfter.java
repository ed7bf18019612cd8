package dev.ringback.kernel.policy;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the {@code Retry-After} header (RFC 9110, section 10.2.3): seconds, or an HTTP date. */
public final class RetryAfter {

    /** Longest wait that is honoured; a peer may not park a call for weeks. */
    public static final Duration MAX = Duration.ofHours(24);

    private RetryAfter() {}

    /**
     * How long to wait from now on, 0 to 24 hours.
     *
     * @return empty when the value is neither a number of seconds nor a date
     */
    public static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        return text.isEmpty() || text.length() > 64
                ? Optional.empty()
                : text.chars().allMatch(c -> c >= '0' && c <= '9')
                        ? seconds(text)
                        : date(text, now);
    }

    private static Optional<Duration> seconds(String text) {
        boolean huge = text.length() > 9;
        return Optional.of(huge ? MAX : bounded(Duration.ofSeconds(Long.parseLong(text))));
    }

    private static Optional<Duration> date(String text, Instant now) {
        try {
            var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(bounded(Duration.between(now, at)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
