package dev.ringback.kernel.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The port to the clock, which tells two times.
 *
 * <p>{@link #now} is what the machine's clock says. It is true for people and for receivers, who
 * refuse a signature of another hour; so it is what is written beside things for them to read. But
 * it may step, by hours and in either direction, so nothing is decided by it.
 *
 * <p>{@link #steady} is the time by which Ringback decides: when a call is due, how long a pause
 * lasts, when something expires. It never goes back; {@link SteadyClock} says how it follows the
 * other. While no clock has stepped the two are the same. Due times are kept in it, and are told to
 * people by {@link #shown}. That a step neither holds anything up nor makes anything come twice
 * follows from this alone; what remains is that after a step ahead that was believed something may
 * come as much too early.
 */
public interface Clock {

    /** What the machine's clock says, to the millisecond; it may step. */
    Instant now();

    /** The moment by which to decide, to the millisecond; it never goes back. */
    Instant steady();

    /** A steady count of nanoseconds, for measuring how long something takes. */
    long nanos();

    /** How far the steady time is ahead of the machine's clock; zero when they only drift. */
    default Duration ahead() {
        Duration ahead = Duration.between(now(), steady());
        return ahead.abs().compareTo(SteadyClock.DRIFT) <= 0 ? Duration.ZERO : ahead;
    }

    /**
     * The earlier of the two: a moment that has come for sure. For what was stamped by the
     * machine's clock and cannot be undone when its time is over: a jump ahead counts only once it
     * is believed.
     */
    default Instant surely() {
        return ahead().isNegative() ? steady() : now();
    }

    /** A moment of the steady time as the machine's clock will show it. */
    default Instant shown(Instant moment) {
        return moment.minus(ahead());
    }
}
