package dev.ringback.net.json;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How moments are written: in requests in ISO 8601 with an offset, kept to the millisecond; in
 * answers always in UTC with three digits after the second.
 */
public final class Moments {

    /** What is said to whoever wrote something else. */
    public static final String EXPECTED =
            "must be an ISO 8601 time from 1970 to 9999 with an offset, such as"
                    + " 2026-01-31T23:59:59Z";

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Moments() {}

    /**
     * A moment as answers write it, such as {@code 2026-01-31T12:00:00.000Z}. By hand, for a
     * formatter takes much longer, and every delivery and every line of the log has one.
     */
    public static String text(Instant moment) {
        LocalDateTime t =
                LocalDateTime.ofEpochSecond(
                        moment.getEpochSecond(), moment.getNano(), ZoneOffset.UTC);
        if (t.getYear() < 0 || t.getYear() > 9999) {
            return moment.toString();
        }
        byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);
        digits(t.getYear(), text, 4);
        digits(t.getMonthValue(), text, 7);
        digits(t.getDayOfMonth(), text, 10);
        digits(t.getHour(), text, 13);
        digits(t.getMinute(), text, 16);
        digits(t.getSecond(), text, 19);
        digits(t.getNano() / 1_000_000, text, 23);
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** Writes a number so that it ends before a place. */
    private static void digits(int number, byte[] text, int end) {
        int rest = number;
        for (int at = end - 1; rest > 0; at--) {
            text[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
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
