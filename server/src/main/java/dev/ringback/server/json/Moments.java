package dev.ringback.server.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * How moments are written: in requests in ISO 8601 with an offset, kept to the millisecond; in
 * answers always in UTC with three digits after the second.
 */
public final class Moments {

    /** What is said to whoever wrote something else. */
    public static final String EXPECTED =
            "must be an ISO 8601 time with an offset, such as 2026-01-31T23:59:59Z";

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Moments() {}

    /** A moment as answers write it, such as {@code 2026-01-31T12:00:00.000Z}. */
    public static String text(Instant moment) {
        return TEXT.format(moment);
    }

    /** Reads a moment between 1970 and 9999; empty when the text is anything else. */
    public static Optional<Instant> parse(String text) {
        try {
            Instant moment = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
            boolean inRange = !moment.isBefore(EARLIEST) && !moment.isAfter(LATEST);
            return inRange ? Optional.of(moment) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
