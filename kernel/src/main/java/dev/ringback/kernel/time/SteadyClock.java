package dev.ringback.kernel.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The time by which Ringback decides, as a value. It goes on by a count of nanoseconds that knows
 * no steps, and looks at the machine's clock only to catch up:
 *
 * <ul>
 *   <li>A clock that is behind is not followed. What was due stays due, nothing becomes due twice;
 *       and once it is set right again nothing has to be made good.
 *   <li>A clock that is a little ahead is followed at once: the two drift apart.
 *   <li>A clock that is far ahead is followed once it has stood there for a minute. A machine that
 *       slept finds its retries due; a clock that is set wrong and right again within that minute
 *       has fooled nobody.
 * </ul>
 *
 * @param base a moment of this time
 * @param nanos the count at that moment
 * @param doubt the machine's clock being far ahead, since when, and by how much
 */
public record SteadyClock(Instant base, long nanos, Optional<Doubt> doubt) {

    /** How far ahead the machine's clock may be without being doubted. */
    public static final Duration DRIFT = Duration.ofSeconds(5);

    /** How long a clock that has jumped ahead must stand before it is believed. */
    public static final Duration STANDING = Duration.ofMinutes(1);

    /** Below this, following would cost more than it mends. */
    private static final Duration FINE = Duration.ofMillis(20);

    /**
     * A jump ahead that is not believed yet.
     *
     * @param since the count when it was seen first
     * @param ahead by how much
     */
    public record Doubt(long since, Duration ahead) {}

    /**
     * The clock of a process that begins: not before what an earlier one has come to.
     *
     * @param machine what the machine's clock says
     * @param reached how far this time is known to have come, from what is on disk
     */
    public static SteadyClock start(Instant machine, Instant reached, long nanos) {
        return new SteadyClock(
                reached.isAfter(machine) ? reached : machine, nanos, Optional.empty());
    }

    /** The moment at a later count, to the millisecond. */
    public Instant at(long count) {
        return base.plusNanos(Math.max(0, count - nanos)).truncatedTo(ChronoUnit.MILLIS);
    }

    /** This clock after a look at the machine's; it has not gone back. */
    public SteadyClock seen(long count, Instant machine) {
        Duration ahead = Duration.between(at(count), machine);
        if (ahead.compareTo(FINE) <= 0) {
            return doubt.isEmpty() ? this : new SteadyClock(base, nanos, Optional.empty());
        }
        if (ahead.compareTo(DRIFT) <= 0 || stood(count, ahead)) {
            return new SteadyClock(machine, count, Optional.empty());
        }
        return doubt.filter(each -> isSame(each.ahead(), ahead)).isPresent()
                ? this
                : new SteadyClock(base, nanos, Optional.of(new Doubt(count, ahead)));
    }

    private boolean stood(long count, Duration ahead) {
        return doubt.filter(each -> isSame(each.ahead(), ahead))
                .filter(each -> count - each.since() >= STANDING.toNanos())
                .isPresent();
    }

    private static boolean isSame(Duration one, Duration other) {
        return one.minus(other).abs().compareTo(DRIFT) <= 0;
    }
}
