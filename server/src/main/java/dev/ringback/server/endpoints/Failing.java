package dev.ringback.server.endpoints;

import java.time.Duration;
import java.time.Instant;

/**
 * A time without a success. Only the days on which something failed count: nobody knows how a
 * receiver was while nothing was sent to it.
 *
 * @param since its first failure
 * @param days on how many days, of 24 hours since then, something failed
 * @param lastDay the latest of them, 0 for the first
 */
public record Failing(Instant since, int days, int lastDay) {

    /** So many days of failure are enough. */
    public static final int PATIENCE = 5;

    /** One that begins with this failure. */
    public static Failing from(Instant now) {
        return new Failing(now, 1, 0);
    }

    /** This one, after another failure; the same unless it is the first of its day. */
    public Failing again(Instant now) {
        int day = Math.toIntExact(Duration.between(since, now).toDays());
        return day > lastDay ? new Failing(since, days + 1, day) : this;
    }

    /** Whether that is enough: on five days, and for five days. */
    public boolean isEnough(Instant now) {
        return days >= PATIENCE && !since.plus(Duration.ofDays(PATIENCE)).isAfter(now);
    }
}
