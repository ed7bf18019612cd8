package dev.ringback.server.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How moments are written in requests: ISO 8601 with an offset, kept to the millisecond. */
final class Moments {

    /** What is said to whoever wrote something else. */
    static final String EXPECTED =
            "must be an ISO 8601 time with an offset, such as 2026-01-31T23:59:59Z";

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Moments() {}

    /** Reads a moment between 1970 and 9999; empty when the text is anything else. */
    static Optional<Instant> parse(String text) {
        try {
            Instant moment = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
            boolean inRange = !moment.isBefore(EARLIEST) && !moment.isAfter(LATEST);
            return inRange ? Optional.of(moment) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
