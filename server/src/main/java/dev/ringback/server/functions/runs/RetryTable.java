package dev.ringback.server.functions.runs;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** How long it takes until something that failed is tried again. */
@FunctionalInterface
public interface RetryTable {

    /** The most that is added by chance, so that not all come back at once. */
    Duration JITTER = Duration.ofSeconds(30);

    /** The documented times; the last one is that of all later attempts, too. */
    List<Duration> DOCUMENTED =
            List.of(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(20),
                    Duration.ofMinutes(40),
                    Duration.ofHours(1),
                    Duration.ofHours(2));

    /**
     * The pause after an attempt.
     *
     * @param attempt the one that failed, counted from 0
     */
    Duration after(int attempt);

    /** The documented table, with up to {@link #JITTER} more. */
    static RetryTable documented(RandomGenerator random) {
        return attempt ->
                DOCUMENTED
                        .get(Math.min(attempt, DOCUMENTED.size() - 1))
                        .plusMillis(random.nextLong(JITTER.toMillis() + 1));
    }

    /** The same pause each time, for development. */
    static RetryTable every(Duration pause) {
        return _ -> pause;
    }
}
