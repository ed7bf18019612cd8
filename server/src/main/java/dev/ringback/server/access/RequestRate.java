package dev.ringback.server.access;

import java.util.Optional;

/**
 * The rate limit of a key, in requests per minute.
 *
 * @param perMinute 1 to {@link #MAX}
 */
public record RequestRate(int perMinute) {

    /** Highest limit, in requests a minute; as high as inference.net sells them. */
    public static final int MAX = 1_000_000;

    private static final int SMALLEST_BURST = 10;
    private static final long MINUTE = 60_000_000_000L;

    public RequestRate {
        if (perMinute < 1 || perMinute > MAX) {
            throw new IllegalArgumentException("no requests a minute: " + perMinute);
        }
    }

    /** A rate; empty for 0, by which settings mean any number of requests. */
    public static Optional<RequestRate> unlessZero(int perMinute) {
        return perMinute == 0 ? Optional.empty() : Optional.of(new RequestRate(perMinute));
    }

    /**
     * How many requests may come at once: a tenth of a minute's worth, so that a fresh minute lets
     * little more through than the limit; but ten where the limit allows, for few clients make only
     * one request at a time.
     */
    int burst() {
        return Math.min(perMinute, Math.max(SMALLEST_BURST, perMinute / 10));
    }

    /** Nanoseconds from one request to the next when they come evenly. */
    long interval() {
        return MINUTE / perMinute;
    }
}
