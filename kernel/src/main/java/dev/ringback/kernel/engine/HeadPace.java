package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.policy.BreakerPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The pace at which the head of a fifo lane is retried while it fails, as a value. By its schedule
 * it may wait for hours, and everything behind it waits too; so between two attempts of the
 * schedule its peer is asked at the pace of a breaker, and the lane is up again soon after the peer
 * is.
 *
 * @param head whose pace this is; empty before one has failed
 * @param pause the last pause; doubled after each failure
 * @param next when it may be asked again
 */
record HeadPace(Optional<CallId> head, Duration pause, Instant next) {

    /** Of a lane whose head has not failed. */
    static final HeadPace NONE = new HeadPace(Optional.empty(), Duration.ZERO, Instant.MAX);

    /**
     * The pace after the head has failed.
     *
     * @param asked how long its peer wants to be left alone, zero when it did not say
     */
    HeadPace failed(CallId call, BreakerPolicy policy, Duration asked, Instant now) {
        if (policy.failures() == 0) {
            return NONE;
        }
        Duration longer = isOf(call) ? pause.multipliedBy(2) : policy.firstPause();
        Duration next =
                longer.compareTo(policy.longestPause()) < 0 ? longer : policy.longestPause();
        Duration wait = next.compareTo(asked) >= 0 ? next : asked;
        return new HeadPace(Optional.of(call), next, now.plus(wait));
    }

    /** The pace of this head: one that failed before anybody looked is asked after a long pause. */
    HeadPace of(CallId call, BreakerPolicy policy, Instant now) {
        return isOf(call) ? this : failed(call, policy, policy.longestPause(), now);
    }

    private boolean isOf(CallId call) {
        return head.filter(call::equals).isPresent();
    }
}
