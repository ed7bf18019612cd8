package dev.ringback.kernel.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The port to the clock. It tells two times.
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
public interface Time {

    /** What the machine's clock says, to the millisecond; it may step. */
    Instant now();

    /** The moment by which to decide, to the millisecond; it never goes back. */
    Instant steady();

    /** A steady count of nanoseconds, for measuring how long something takes. */
    long nanos();

    /**
     * Runs a task at a moment of the steady time, or as soon as possible when it has passed; half a
     * minute late at most when that time has made a leap meanwhile. The task is short and does not
     * block.
     */
    Alarm at(Instant moment, Runnable task);

    /** Runs a task after a while. */
    default Alarm after(Duration pause, Runnable task) {
        return at(steady().plus(pause), task);
    }

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

    /**
     * Waits for a result that nobody fails. An interrupt does not end the waiting.
     *
     * @param late what it is completed with when it has not come by then, or a second later at most
     */
    default <T> T await(CompletableFuture<T> result, Duration atMost, T late) {
        return result.completeOnTimeout(late, atMost.toNanos(), TimeUnit.NANOSECONDS).join();
    }

    /** Lets a while pass by the steady time. An interrupt does not end it. */
    default void pause(Duration pause) {
        var over = new CompletableFuture<Boolean>();
        Alarm _ = after(pause, () -> over.complete(true));
        boolean _ = over.join();
    }

    /** A task that has been asked for and may be called off. */
    interface Alarm {

        /** Calls the task off; nothing happens when it has run. */
        void cancel();
    }
}
