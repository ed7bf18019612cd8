package dev.ringback.kernel.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The delays between attempts.
 *
 * @param delays the delay after the first, second, ... failed attempt; when the list is used up the
 *     call is Dead. At most 50, each at most 7 days
 * @param jitter the share by which a delay is stretched or shrunk at random, 0 to 0.5
 */
public record RetrySchedule(List<Duration> delays, double jitter) {

    /** Most delays that a schedule may have. */
    public static final int MAX_DELAYS = 50;

    /** Longest delay. */
    public static final Duration MAX_DELAY = Duration.ofDays(7);

    /** The example schedule of the Standard Webhooks specification 1.0.0: ten attempts in 76 h. */
    public static final RetrySchedule STANDARD =
            new RetrySchedule(
                    List.of(
                            Duration.ofSeconds(5),
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(30),
                            Duration.ofHours(2),
                            Duration.ofHours(5),
                            Duration.ofHours(10),
                            Duration.ofHours(14),
                            Duration.ofHours(20),
                            Duration.ofHours(24)),
                    0.1);

    /** What inference.net documents: three retries with exponential backoff. */
    public static final RetrySchedule INFERENCE =
            new RetrySchedule(
                    List.of(Duration.ofSeconds(5), Duration.ofSeconds(25), Duration.ofSeconds(125)),
                    0.1);

    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.size() > MAX_DELAYS) {
            throw new IllegalArgumentException("more than 50 delays: " + delays.size());
        }
        for (Duration delay : delays) {
            if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
                throw new IllegalArgumentException("delay is not between 0 and 7 days: " + delay);
            }
        }
        if (!(jitter >= 0 && jitter <= 0.5)) {
            throw new IllegalArgumentException("jitter is not between 0 and 0.5: " + jitter);
        }
    }

    /**
     * The delay before the next attempt.
     *
     * @param finished how many attempts are finished, 1 or more
     * @param random uniform in [0, 1)
     * @return empty when no attempt is left
     */
    public Optional<Duration> after(int finished, double random) {
        if (finished > delays.size()) {
            return Optional.empty();
        }
        double factor = 1 + jitter * (2 * random - 1);
        return Optional.of(
                Duration.ofMillis(Math.round(delays.get(finished - 1).toMillis() * factor)));
    }
}
