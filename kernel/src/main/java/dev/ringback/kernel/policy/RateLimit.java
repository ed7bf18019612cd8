package dev.ringback.kernel.policy;

import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket as a value, refilled evenly by some {@link Refill}.
 *
 * @param tokens how many calls may start now; less than one means wait
 * @param asOf when that was true
 */
public record RateLimit(double tokens, Instant asOf) {

    /** Longest wait that is asked for at once; a tiny rate would ask for more than time has. */
    private static final double LONGEST_MILLIS = 86_400_000;

    /**
     * How a bucket is filled.
     *
     * @param capacity most tokens that it holds, 1 or more
     * @param perSecond tokens that come in a second
     */
    public record Refill(double capacity, double perSecond) {

        /** Of a bucket that is small, so many times less than what starts in a second. */
        private static final double SMALL = 100;

        /** As many as may start in a second may start at once; twice as many in a first second. */
        public static Refill atOnce(double ratePerSecond) {
            return new Refill(Math.max(1, ratePerSecond), ratePerSecond);
        }

        /**
         * No second, wherever it begins, has more than so many starts: they are spread over it. At
         * high rates a few start together, for clocks tick in milliseconds, and that is taken off.
         */
        public static Refill spread(double ratePerSecond) {
            double together = Math.max(1, Math.floor(ratePerSecond / SMALL));
            return new Refill(
                    together, ratePerSecond < 1 ? ratePerSecond : ratePerSecond - together + 1);
        }
    }

    /** A full bucket. */
    public static RateLimit full(Refill refill, Instant now) {
        return new RateLimit(refill.capacity(), now);
    }

    /** The bucket at a later moment. */
    public RateLimit refilled(Refill refill, Instant now) {
        double seconds = Math.max(0, Duration.between(asOf, now).toNanos() / 1e9);
        double next = Math.min(refill.capacity(), tokens + seconds * refill.perSecond());
        return new RateLimit(next, now);
    }

    /** The bucket after one call has started. */
    public RateLimit taken() {
        return new RateLimit(tokens - 1, asOf);
    }

    /** Whether a call may start. */
    public boolean permits() {
        return tokens >= 1 - 1e-9;
    }

    /** When the next call may start; {@link #asOf} when it may at once. */
    public Instant next(Refill refill) {
        if (permits()) {
            return asOf;
        }
        double millis = Math.ceil((1 - tokens) / refill.perSecond() * 1000);
        return asOf.plusMillis((long) Math.min(millis, LONGEST_MILLIS));
    }
}
