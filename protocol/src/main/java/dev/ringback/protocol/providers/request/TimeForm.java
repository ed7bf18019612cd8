package dev.ringback.protocol.providers.request;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How providers write a time. */
public enum TimeForm {
    /** Seconds since 1970. */
    S(ChronoUnit.SECONDS, 1_000),
    /** Milliseconds since 1970. */
    MS(ChronoUnit.MILLIS, 1),
    /** RFC 3339; a time without a zone is UTC. */
    RFC3339(ChronoUnit.MILLIS, 0);

    private static final int MOST_CHARS = 40;

    private final ChronoUnit precision;
    private final int millis;

    TimeForm(ChronoUnit precision, int millis) {
        this.precision = precision;
        this.millis = millis;
    }

    /** How precise a clock is when it is held against such a time. */
    public ChronoUnit precision() {
        return precision;
    }

    /** Reads a signed timestamp: whole numbers of at most 15 digits, nothing around them. */
    public Optional<Instant> strict(String text) {
        if (this == RFC3339) {
            return date(text);
        }
        return text.matches("[0-9]{1,15}")
                ? Optional.of(
                        Instant.ofEpochMilli(Math.multiplyExact(Long.parseLong(text), millis)))
                : Optional.empty();
    }

    /** Reads a time of an event: a fraction may follow a number. */
    public Optional<Instant> lenient(String text) {
        if (this == RFC3339) {
            return date(text);
        }
        return text.matches("[0-9]{1,15}(\\.[0-9]{1,12})?")
                ? Optional.of(
                        Instant.ofEpochMilli(
                                new BigDecimal(text)
                                        .multiply(BigDecimal.valueOf(millis))
                                        .longValue()))
                : Optional.empty();
    }

    /** Writes a time. */
    public String write(Instant time) {
        return this == RFC3339
                ? time.truncatedTo(ChronoUnit.SECONDS).toString()
                : Long.toString(time.toEpochMilli() / millis);
    }

    private static Optional<Instant> date(String text) {
        if (text.length() > MOST_CHARS) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException noZone) {
            return local(text);
        }
    }

    private static Optional<Instant> local(String text) {
        try {
            return Optional.of(
                    LocalDateTime.parse(text, DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
