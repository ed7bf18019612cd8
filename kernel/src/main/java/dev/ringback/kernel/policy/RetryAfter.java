package dev.ringback.kernel.policy;

import static java.time.ZoneOffset.UTC;
import static java.time.format.ResolverStyle.STRICT;
import static java.util.Locale.US;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the {@code Retry-After} header (RFC 9110, section 10.2.3): seconds, or an HTTP date in any
 * of its three forms (section 5.6.7); seconds with a fraction too, as some model servers write them
 * and OpenAI's clients read them. The day of the week says nothing that the date does not.
 */
public final class RetryAfter {

    /** Longest wait that is honoured; a peer may not park a call for weeks. */
    public static final Duration MAX = Duration.ofHours(24);

    /** So far ahead is a year of two digits read, and otherwise as one that is past. */
    private static final int YEARS_AHEAD = 50;

    private static final double EXACTNESS = 1e-6;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

    private static final DateTimeFormatter USUAL =
            form("d MMM uuuu HH:mm:ss 'GMT'").toFormatter(US).withResolverStyle(STRICT);
    private static final DateTimeFormatter ASCTIME =
            form("MMM d HH:mm:ss uuuu").toFormatter(US).withResolverStyle(STRICT);

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
                : NUMBER.matcher(text).matches() ? number(text, 1_000) : date(text, now);
    }

    /**
     * The same of a header {@code retry-after-ms}, which Azure's model servers send and OpenAI's
     * clients read.
     */
    public static Optional<Duration> parseMillis(String value) {
        String text = value.strip();
        return text.length() <= 64 && NUMBER.matcher(text).matches()
                ? number(text, 1)
                : Optional.empty();
    }

    /** Rounded up to whole milliseconds: nobody is to come too early. */
    private static Optional<Duration> number(String text, int millis) {
        double wait = Double.parseDouble(text) * millis;
        // What the product is off by is no millisecond more.
        long whole = (long) Math.ceil(Math.min(wait, (double) MAX.toMillis()) - EXACTNESS);
        return Optional.of(Duration.ofMillis(whole));
    }

    private static Optional<Duration> date(String text, Instant now) {
        try {
            Instant at = LocalDateTime.parse(dayless(text), form(text, now)).toInstant(UTC);
            return Optional.of(bounded(Duration.between(now, at)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static String dayless(String text) {
        return text.replaceFirst("^[A-Za-z]+,? ", "").replaceAll(" +", " ");
    }

    private static DateTimeFormatter form(String text, Instant now) {
        return text.indexOf(',') < 0 ? ASCTIME : text.indexOf('-') < 0 ? USUAL : rfc850(now);
    }

    private static DateTimeFormatter rfc850(Instant now) {
        int least = now.atOffset(UTC).getYear() + YEARS_AHEAD - 99;
        return form("d-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, least)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(US)
                .withResolverStyle(STRICT);
    }

    private static DateTimeFormatterBuilder form(String pattern) {
        return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
