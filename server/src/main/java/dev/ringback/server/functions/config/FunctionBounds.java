package dev.ringback.server.functions.config;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What bounds the runs of a function.
 *
 * @param maxAttempts of each step, and of what is between steps
 * @param concurrency limits that all hold
 * @param idempotency an expression: of events that come to the same only one starts a run, for a
 *     day
 * @param priority an expression that comes to seconds by which a run goes before or after others
 * @param startWithin a run that has not begun by then is cancelled
 * @param finishWithin a run that has not ended by then is cancelled
 * @param cancelOn what cancels a run
 */
public record FunctionBounds(
        int maxAttempts,
        List<Concurrency> concurrency,
        Optional<String> idempotency,
        Optional<String> priority,
        Optional<Duration> startWithin,
        Optional<Duration> finishWithin,
        List<CancelOn> cancelOn) {

    /**
     * How many steps run at a time.
     *
     * @param key an expression: a limit for each value; one for all without it
     * @param scope among whose steps
     */
    public record Concurrency(int limit, Optional<String> key, Scope scope) {}

    /** Among whose steps a limit holds. */
    public enum Scope {
        /** Those of the function. */
        FN,
        /** Those of the project. */
        ENV,
        /** Those of the server. */
        ACCOUNT
    }

    /**
     * An event that cancels a run.
     *
     * @param condition over {@code event}, which started the run, and {@code async}, which came
     * @param within for how long from the run's start; for a year without it
     */
    public record CancelOn(String event, Optional<String> condition, Optional<Duration> within) {

        /** Until when it is looked for. */
        public Instant until(Instant start) {
            return start.plus(within.orElse(Duration.ofDays(366)));
        }
    }
}
