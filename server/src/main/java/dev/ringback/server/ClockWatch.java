package dev.ringback.server;

import java.time.Duration;
import java.time.Instant;

/**
 * Judges whether the machine's clock may be trusted with what cannot be undone, as a value: for a
 * while after it has jumped it is not. A jump is seen by a count of nanoseconds that knows none; at
 * a start by the newest that is on disk, for a clock that is a day ahead of that may be wrong as
 * well as the server may have been off.
 *
 * @param machine what the clock said
 * @param nanos the count at that moment
 * @param trusted the count from which on it is trusted
 */
record ClockWatch(Instant machine, long nanos, long trusted) {

    /** Less is no jump: clocks are corrected by seconds, and a busy machine is late by some. */
    static final Duration JUMP = Duration.ofMinutes(5);

    /** How long it is not trusted after a jump of less than a day. */
    static final Duration HOLD = Duration.ofHours(1);

    static final Duration DAY = Duration.ofDays(1);

    /** The watch of a process that begins. */
    static ClockWatch start(Instant newest, Instant machine, long nanos) {
        boolean known = newest.isAfter(Instant.EPOCH);
        boolean far = known && Duration.between(newest, machine).abs().compareTo(DAY) > 0;
        return new ClockWatch(machine, nanos, far ? nanos + DAY.toNanos() : nanos);
    }

    /** The watch after another look at the clock. */
    ClockWatch seen(Instant now, long count) {
        Duration passed = Duration.ofNanos(count - nanos);
        Duration jump = Duration.between(machine, now).minus(passed).abs();
        if (jump.compareTo(JUMP) <= 0) {
            return new ClockWatch(now, count, trusted);
        }
        Duration hold = jump.compareTo(DAY) > 0 ? DAY : HOLD;
        return new ClockWatch(now, count, Math.max(trusted, count + hold.toNanos()));
    }

    boolean holds(long count) {
        return count < trusted;
    }
}
