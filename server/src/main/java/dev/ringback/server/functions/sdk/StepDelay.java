package dev.ringback.server.functions.sdk;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the times that SDKs write: {@code 2s}, {@code 1h30m}, {@code 3d}, or a date. */
public final class StepDelay {

    /** The longest that a run may sleep or wait. */
    public static final Duration LONGEST = Duration.ofDays(366);

    private static final Pattern PART =
            Pattern.compile("\\G([0-9]{1,12}(?:\\.[0-9]{1,9})?)([a-zµ]+)");

    private StepDelay() {}

    /**
     * When a time is over that begins now; the empty one at once, and a date when it comes, or at
     * once when it has gone by. Nothing when it is no time.
     */
    public static Optional<Instant> end(String text, Instant now) {
        if (text.isEmpty()) {
            return Optional.of(now);
        }
        Optional<Instant> date = date(text);
        if (date.isPresent()) {
            return date.map(each -> each.isBefore(now) ? now : each);
        }
        return duration(text).map(now::plus);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** How long a text such as {@code 1h30m} says; nothing when it says nothing. */
    public static Optional<Duration> duration(String text) {
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find()) {
            Optional<Duration> unit = unit(part.group(2));
            if (unit.isEmpty()) {
                return Optional.empty();
            }
            BigDecimal nanos =
                    new BigDecimal(part.group(1)).multiply(new BigDecimal(nanos(unit.get())));
            sum = sum.plus(longAs(nanos));
            end = part.end();
        }
        return end == text.length() && end > 0 ? Optional.of(sum) : Optional.empty();
    }

    private static long nanos(Duration unit) {
        return unit.toNanos();
    }

    /** More than a duration holds is more than is ever allowed. */
    private static Duration longAs(BigDecimal nanos) {
        BigDecimal most = new BigDecimal(LONGEST.toNanos()).multiply(BigDecimal.TWO);
        return Duration.ofNanos(nanos.min(most).longValue());
    }

    private static Optional<Duration> unit(String name) {
        return switch (name) {
            case "ns" -> Optional.of(Duration.ofNanos(1));
            case "us", "µs" -> Optional.of(Duration.ofNanos(1_000));
            case "ms" -> Optional.of(Duration.ofMillis(1));
            case "s" -> Optional.of(Duration.ofSeconds(1));
            case "m" -> Optional.of(Duration.ofMinutes(1));
            case "h" -> Optional.of(Duration.ofHours(1));
            case "d" -> Optional.of(Duration.ofDays(1));
            case "w" -> Optional.of(Duration.ofDays(7));
            default -> Optional.empty();
        };
    }
}
