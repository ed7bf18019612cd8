package dev.ringback.server.functions.sdk;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Reads {@code Retry-After} as SDKs write it: whole seconds, or a date of RFC 3339 or of HTTP. */
final class RetryTime {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST_DIGITS = 7;

    private RetryTime() {}

    /** When it may be tried again, between a second and a day from now; nothing when unreadable. */
    static Optional<Instant> read(String text, Instant now) {
        if (text.length() <= MOST_DIGITS
                && text.chars().allMatch(each -> each >= '0' && each <= '9')) {
            Instant end = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(Long.parseLong(text));
            return Optional.of(bounded(end, now));
        }
        return date(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                .or(() -> date(text, DateTimeFormatter.RFC_1123_DATE_TIME))
                .map(end -> bounded(end, now));
    }

    private static Optional<Instant> date(String text, DateTimeFormatter form) {
        try {
            return Optional.of(OffsetDateTime.parse(text, form).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Instant bounded(Instant end, Instant now) {
        Instant least = now.plus(SHORTEST);
        Instant most = now.plus(LONGEST);
        return end.isBefore(least) ? least : end.isAfter(most) ? most : end;
    }
}
