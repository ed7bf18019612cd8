package dev.ringback.server.access;

import java.time.Duration;

/**
 * A token bucket as a value: as many tokens as may come at once, refilled evenly. What was taken is
 * kept as the moment at which the bucket is full again.
 *
 * @param rate how fast it fills, and how much it holds
 * @param fullAt in the nanoseconds of a steady clock; in the past when it is full
 */
record TokenBucket(RequestRate rate, long fullAt) {

    static TokenBucket full(RequestRate rate, long now) {
        return new TokenBucket(rate, now);
    }

    /** The bucket after a request that it permitted. */
    TokenBucket taken(long now) {
        return new TokenBucket(rate, now + missing(now) + rate.interval());
    }

    /** The bucket at another rate. What is missing takes as long to come back, if it fits in. */
    TokenBucket at(RequestRate other, long now) {
        long missing = new TokenBucket(other, fullAt).missing(now);
        return new TokenBucket(other, now + missing);
    }

    boolean permits(long now) {
        return remaining(now) > 0;
    }

    /** How many requests may come at once. */
    long remaining(long now) {
        return (capacity() - missing(now)) / rate.interval();
    }

    /** How long until as many may come at once as ever. */
    Duration untilFull(long now) {
        return Duration.ofNanos(missing(now));
    }

    /** How long until one may come. */
    Duration untilNext(long now) {
        return Duration.ofNanos(Math.max(0, missing(now) + rate.interval() - capacity()));
    }

    /** What is missing, as the time it takes to come back. Steady clocks are only subtracted. */
    private long missing(long now) {
        return Math.clamp(fullAt - now, 0, capacity());
    }

    private long capacity() {
        return rate.burst() * rate.interval();
    }
}
