package dev.ringback.kernel.policy;

import java.time.Duration;

/**
 * The policy of a circuit breaker: when a lane stops calling a peer that fails, and when it asks
 * again.
 *
 * @param failures how many failures in a row open the breaker; 0 for never
 * @param firstPause how long it stays open the first time; doubled after each failed probe
 * @param longestPause the bound on that
 */
public record BreakerPolicy(int failures, Duration firstPause, Duration longestPause) {

    /** Ten failures in a row, then a probe after 5 s, 10 s, 20 s ... at most a minute apart. */
    public static final BreakerPolicy DEFAULT =
            new BreakerPolicy(10, Duration.ofSeconds(5), Duration.ofMinutes(1));

    /** Never opens. */
    public static final BreakerPolicy OFF =
            new BreakerPolicy(0, Duration.ofSeconds(1), Duration.ofSeconds(1));

    public BreakerPolicy {
        if (failures < 0) {
            throw new IllegalArgumentException("failures is negative: " + failures);
        }
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("pauses are not 0 <= first <= longest");
        }
    }
}
