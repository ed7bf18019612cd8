package dev.ringback.kernel.policy;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import java.time.Duration;
import java.time.Instant;

/**
 * A circuit breaker as a value: closed while a peer answers, open for a pause after a run of
 * failures, then half open for one probe that decides. Waiting for it uses up no attempt.
 */
public sealed interface Breaker {

    /** The breaker of a lane that has not failed. */
    static Breaker closed() {
        return new Closed(0);
    }

    /**
     * Calls run.
     *
     * @param failures how many failed in a row
     */
    record Closed(int failures) implements Breaker {}

    /**
     * No call starts before the pause is over; then one does.
     *
     * @param until end of the pause
     * @param pause how long it is
     */
    record Open(Instant until, Duration pause) implements Breaker {}

    /**
     * One probe is under way.
     *
     * @param pause how long the last pause was
     */
    record HalfOpen(Duration pause) implements Breaker {}

    /** The breaker when a call starts: the first after a pause is the probe. */
    default Breaker onStart() {
        return switch (this) {
            case Closed closed -> closed;
            case Open(Instant _, Duration pause) -> new HalfOpen(pause);
            case HalfOpen halfOpen -> halfOpen;
        };
    }

    /** The breaker after a peer answered, in whatever way that shows it alive. */
    default Breaker onAlive() {
        return closed();
    }

    /** The breaker after a peer did not answer, or answered that it cannot. */
    default Breaker onFailure(BreakerPolicy policy, Instant now) {
        if (policy.failures() == 0) {
            return closed();
        }
        return switch (this) {
            case Closed(int failures) when failures + 1 < policy.failures() ->
                    new Closed(failures + 1);
            case Closed _ -> new Open(now.plus(policy.firstPause()), policy.firstPause());
            case Open open -> open;
            case HalfOpen(Duration pause) -> {
                Duration next = shorter(pause.multipliedBy(2), policy.longestPause());
                yield new Open(now.plus(next), next);
            }
        };
    }

    /** The breaker when a probe asked nothing, or somebody wants to know now: the next may ask. */
    default Breaker onNothing(Instant now) {
        return switch (this) {
            case Closed closed -> closed;
            case Open(Instant _, Duration pause) -> new Open(now, pause);
            case HalfOpen(Duration pause) -> new Open(now, pause);
        };
    }

    /** Whether this reply shows a peer that cannot serve, rather than one that refuses one call. */
    static boolean isFailure(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered -> answered.status() >= 500 || answered.status() == 429;
            case Reply.Faulted faulted ->
                    faulted.fault() != WireFault.ADDRESS_REFUSED
                            && faulted.fault() != WireFault.NO_ROOM;
        };
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
