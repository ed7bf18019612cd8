package dev.ringback.net.wire;

import dev.ringback.kernel.time.Clock;
import java.time.Duration;

/**
 * The wire's clock: nanoseconds since the wire was made, steady and never negative, so that
 * instants compare with {@code <} and the extremes of a long are free to mean "none" and "expired".
 */
final class Ticks {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final Clock time;
    private final long origin;

    Ticks(Clock time) {
        this.time = time;
        this.origin = time.nanos();
    }

    long now() {
        return time.nanos() - origin;
    }

    /** The instant that lies so far ahead; a year at most, which keeps the sum from overflowing. */
    long ahead(Duration duration) {
        return now() + (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
    }

    long microsSince(long start) {
        return (now() - start) / 1_000;
    }
}
