package dev.ringback.server.functions.runs;

import java.time.Duration;

/**
 * How far a run may go.
 *
 * @param maxAttempts of each step, and of what is between steps; at least 1
 * @param maxSteps how many steps a run may have
 * @param maxStateBytes how much its steps may return in all
 */
public record RunLimits(int maxAttempts, int maxSteps, long maxStateBytes) {

    /** Attempts where a function says nothing. */
    public static final int ATTEMPTS = 5;

    /** So long an app's own request is believed to go on with a run without telling anything. */
    public static final Duration HELD = Duration.ofMinutes(10);

    /** Steps of a run, as SDKs know it. */
    public static final int STEPS = 1_000;

    /** Bytes of a run's state, as SDKs know it. */
    public static final long STATE_BYTES = 32L << 20;

    /** The usual ones, for a function that is tried so many times. */
    public static RunLimits attempts(int maxAttempts) {
        return new RunLimits(maxAttempts, STEPS, STATE_BYTES);
    }
}
