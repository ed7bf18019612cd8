package dev.ringback.kernel.policy;

import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket as a value: as many tokens as may start in a second (at least one), refilled
 * evenly.
 *
 * @param tokens how many calls may start now; less than one means wait
 * @param asOf when that was true
 */
public record RateLimit(double tokens, Instant asOf) {

    /** Longest wait that is asked for at once; a tiny rate would ask for more than time has. */
    private static final double LONGEST_MILLIS = 86_400_000;

    /** A full bucket. */
    public static RateLimit full(double ratePerSecond, Instant now) {
        return new RateLimit(capacity(ratePerSecond), now);
    }

    /** The bucket at a later moment. */
    public RateLimit refilled(double ratePerSecond, Instant now) {
        double seconds = Math.max(0, Duration.between(asOf, now).toNanos() / 1e9);
        double next = Math.min(capacity(ratePerSecond), tokens + seconds * ratePerSecond);
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
    public Instant next(double ratePerSecond) {
        if (permits()) {
            return asOf;
        }
        double millis = Math.ceil((1 - tokens) / ratePerSecond * 1000);
        return asOf.plusMillis((long) Math.min(millis, LONGEST_MILLIS));
    }

    private static double capacity(double ratePerSecond) {
        return Math.max(1, ratePerSecond);
    }
}
