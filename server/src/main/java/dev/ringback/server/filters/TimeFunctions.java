package dev.ringback.server.filters;

import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.ValueKinds;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CEL's functions of timestamps and durations. */
final class TimeFunctions {

    /** The parts of both, by the name of CEL's function. */
    enum Part {
        YEAR("getFullYear"),
        MONTH("getMonth"),
        DAY_OF_YEAR("getDayOfYear"),
        DAY_OF_MONTH("getDayOfMonth"),
        DATE("getDate"),
        DAY_OF_WEEK("getDayOfWeek"),
        HOURS("getHours"),
        MINUTES("getMinutes"),
        SECONDS("getSeconds"),
        MILLISECONDS("getMilliseconds");

        private final String function;

        Part(String function) {
            this.function = function;
        }

        String function() {
            return function;
        }

        Object of(Object[] args) {
            return switch (args[0]) {
                case Instant instant -> of(instant.atZone(zone(args)));
                case Duration duration when args.length == 1 -> of(duration);
                default -> throw ValueKinds.unfit(function, args);
            };
        }

        private static ZoneId zone(Object[] args) {
            if (args.length == 1) {
                return ZoneOffset.UTC;
            }
            String zone = Conversions.shortText("the time zone", args[1]);
            try {
                return ZoneId.of(zone);
            } catch (DateTimeException _) {
                throw new EvaluationFailure("there is no time zone '" + zone + "'");
            }
        }

        private long of(ZonedDateTime time) {
            return switch (this) {
                case YEAR -> time.getYear();
                case MONTH -> time.getMonthValue() - 1;
                case DAY_OF_YEAR -> time.getDayOfYear() - 1;
                case DAY_OF_MONTH -> time.getDayOfMonth() - 1;
                case DATE -> time.getDayOfMonth();
                case DAY_OF_WEEK -> time.getDayOfWeek().getValue() % DAYS_OF_WEEK;
                case HOURS -> time.getHour();
                case MINUTES -> time.getMinute();
                case SECONDS -> time.getSecond();
                case MILLISECONDS -> time.getNano() / NANOS_PER_MILLI;
            };
        }

        private long of(Duration duration) {
            return switch (this) {
                case HOURS -> duration.toHours();
                case MINUTES -> duration.toMinutes();
                case SECONDS -> duration.toSeconds();
                case MILLISECONDS -> duration.toMillisPart();
                case YEAR, MONTH, DAY_OF_YEAR, DAY_OF_MONTH, DATE, DAY_OF_WEEK ->
                        throw ValueKinds.unfit(function, duration);
            };
        }
    }

    private static final int DAYS_OF_WEEK = 7;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final Pattern DURATION = Pattern.compile("[+-]?(\\d+(\\.\\d*)?[a-zµ]+)+|0");
    private static final Pattern AMOUNT = Pattern.compile("(\\d+(?:\\.\\d*)?)([a-zµ]+)");
    private static final Map<String, BigDecimal> NANOS =
            Map.of(
                    "h", new BigDecimal("3600000000000"),
                    "m", new BigDecimal("60000000000"),
                    "s", new BigDecimal("1000000000"),
                    "ms", new BigDecimal("1000000"),
                    "us", new BigDecimal("1000"),
                    "µs", new BigDecimal("1000"),
                    "ns", BigDecimal.ONE);

    private TimeFunctions() {}

    static Instant timestamp(String text) {
        try {
            return inRange(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            throw new EvaluationFailure(
                    "'" + text + "' is not a time such as 2026-03-13T12:00:00Z");
        }
    }

    static Instant timestamp(long seconds) {
        if (seconds < FIRST.getEpochSecond() || seconds > LAST.getEpochSecond()) {
            throw outOfRange();
        }
        return Instant.ofEpochSecond(seconds);
    }

    static Duration duration(String text) {
        if (!DURATION.matcher(text).matches()) {
            throw new EvaluationFailure("'" + text + "' is not a duration such as 1h30m or 1.5s");
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher amounts = AMOUNT.matcher(text);
        while (amounts.find()) {
            BigDecimal unit = NANOS.get(amounts.group(2));
            if (unit == null) {
                throw new EvaluationFailure("a duration has no unit '" + amounts.group(2) + "'");
            }
            nanos = nanos.add(new BigDecimal(amounts.group(1)).multiply(unit));
        }
        try {
            long exact = nanos.toBigInteger().longValueExact();
            return Duration.ofNanos(text.startsWith("-") ? -exact : exact);
        } catch (ArithmeticException _) {
            throw new EvaluationFailure("the duration is out of range");
        }
    }

    static Instant plus(Instant time, Duration duration) {
        try {
            return inRange(time.plus(duration));
        } catch (DateTimeException | ArithmeticException _) {
            throw outOfRange();
        }
    }

    static Duration plus(Duration a, Duration b) {
        try {
            return a.plus(b);
        } catch (ArithmeticException _) {
            throw new EvaluationFailure("the duration is out of range");
        }
    }

    static Duration negated(Duration duration) {
        try {
            return duration.negated();
        } catch (ArithmeticException _) {
            throw new EvaluationFailure("the duration is out of range");
        }
    }

    /** In seconds, as CEL writes it. */
    static String text(Duration duration) {
        BigDecimal nanos = BigDecimal.valueOf(duration.toNanosPart(), 9);
        return BigDecimal.valueOf(duration.toSeconds())
                        .add(nanos)
                        .stripTrailingZeros()
                        .toPlainString()
                + "s";
    }

    private static Instant inRange(Instant time) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw outOfRange();
        }
        return time;
    }

    private static EvaluationFailure outOfRange() {
        return new EvaluationFailure("the time is out of range");
    }
}
