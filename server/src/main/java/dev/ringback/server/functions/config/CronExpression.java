package dev.ringback.server.functions.config;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times of a schedule, in five fields: minute, hour, day of the month, month and day of the week.
 *
 * <p>Before them may stand {@code TZ=Europe/Paris}; without it the times are UTC. Where clocks are
 * put forward, times that there are not are left out; where they are put back, times that there are
 * twice come once, unless the schedule names no hour.
 */
public final class CronExpression {

    /** The longest text. */
    public static final int MAX_LENGTH = 255;

    /** Eight years lie between two 29th of February at most. */
    private static final int YEARS = 9;

    private static final Pattern ZONE = Pattern.compile("(?:CRON_)?TZ=(\\S+)\\s+(.*)");
    private static final Map<String, String> NAMED =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");

    private final ZoneId zone;
    private final CronField minutes;
    private final CronField hours;
    private final CronField days;
    private final CronField months;
    private final CronField weekdays;

    private CronExpression(ZoneId zone, String[] fields) {
        this.zone = zone;
        this.minutes = CronField.of("minute", fields[0]);
        this.hours = CronField.of("hour", fields[1]);
        this.days = CronField.of("day of the month", fields[2]);
        this.months = CronField.of("month", fields[3]);
        this.weekdays = CronField.of("day of the week", fields[4]);
    }

    /** Says in words why a text is no schedule; empty when it is one. */
    public static Optional<String> problemWith(String text) {
        try {
            return of(text).next(Instant.EPOCH).isPresent()
                    ? Optional.empty()
                    : Optional.of("names a day that never comes");
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException with the reason in words when it is none
     */
    public static CronExpression of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("has more than " + MAX_LENGTH + " characters");
        }
        Matcher prefixed = ZONE.matcher(text.strip());
        ZoneId zone = prefixed.matches() ? zone(prefixed.group(1)) : ZoneOffset.UTC;
        String times = prefixed.matches() ? prefixed.group(2).strip() : text.strip();
        String[] fields = NAMED.getOrDefault(times.toLowerCase(Locale.ROOT), times).split("\\s+");
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    times.startsWith("@")
                            ? "is not known: " + times
                            : "has " + fields.length + " fields, not 5");
        }
        return new CronExpression(zone, fields);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            throw new IllegalArgumentException("has a time zone that is not known: " + name);
        }
    }

    /** The first time after another one; nothing when there is none. */
    public Optional<Instant> next(Instant after) {
        Instant from = after.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        Instant last = from.atZone(ZoneOffset.UTC).plusYears(YEARS).toInstant();
        // Between two changes of the clocks, local time goes as time does.
        while (from.isBefore(last)) {
            ZoneOffset offset = zone.getRules().getOffset(from);
            Optional<ZoneOffsetTransition> change =
                    Optional.ofNullable(zone.getRules().nextTransition(from));
            Instant end =
                    change.map(ZoneOffsetTransition::getInstant).filter(last::isAfter).orElse(last);
            Optional<Instant> found = within(from, end, offset);
            if (found.isPresent()) {
                return found;
            }
            from = end;
        }
        return Optional.empty();
    }

    private Optional<Instant> within(Instant from, Instant end, ZoneOffset offset) {
        LocalDateTime local = LocalDateTime.ofInstant(from, offset);
        LocalDateTime until = LocalDateTime.ofInstant(end, offset);
        while (local.isBefore(until)) {
            if (!months.has(local.getMonthValue())) {
                local = local.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
            } else if (!isDay(local)) {
                local = local.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.has(local.getHour())) {
                local = local.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.has(local.getMinute()) || isRepeated(local, offset)) {
                local = local.plusMinutes(1);
            } else {
                return Optional.of(local.toInstant(offset));
            }
        }
        return Optional.empty();
    }

    private boolean isDay(LocalDateTime local) {
        boolean day = days.has(local.getDayOfMonth());
        boolean weekday = weekdays.has(local.getDayOfWeek().getValue() % 7);
        boolean open = days.isAny() || weekdays.isAny();
        return open ? (day && weekday) : (day || weekday);
    }

    private boolean isRepeated(LocalDateTime local, ZoneOffset offset) {
        return !hours.isAny()
                && zone.getRules().getValidOffsets(local).size() > 1
                && !zone.getRules().getValidOffsets(local).getFirst().equals(offset);
    }
}
