package dev.ringback.server.wire;

import java.time.Duration;

/**
 * The wire's clock: nanoseconds since this class was loaded, monotonic and never negative, so that
 * instants compare with {@code <} and the extremes of a long are free to mean "none" and "expired".
 */
final class Ticks {

    private static final long ORIGIN = System.nanoTime();
    private static final Duration LONGEST = Duration.ofDays(365);

    private Ticks() {}

    static long now() {
        return System.nanoTime() - ORIGIN;
    }

    /** The instant that lies so far ahead; a year at most, which keeps the sum from overflowing. */
    static long ahead(Duration duration) {
        return now() + (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
    }

    static long microsSince(long start) {
        return (now() - start) / 1_000;
    }
}
