package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RateLimit;
import java.time.Duration;
import java.time.Instant;

/**
 * The pace at which a lane may ask its peer: its breaker, its rate, and the pace at which a head
 * that fails is asked before its time. Confined to the lock of its lane.
 */
final class Pacing {

    private Breaker breaker = Breaker.closed();
    private RateLimit rate;
    private HeadPace head = HeadPace.NONE;

    Pacing(Instant now) {
        this.rate = new RateLimit(Double.MAX_VALUE, now);
    }

    Breaker breaker() {
        return breaker;
    }

    /** When the rate lets a call start; not after now when it may at once. */
    Instant rated(LanePolicy policy, Instant now) {
        if (policy.ratePerSecond() == 0) {
            return now;
        }
        var refill = RateLimit.Refill.spread(policy.ratePerSecond());
        rate = rate.refilled(refill, now);
        return rate.permits() ? now : rate.next(refill);
    }

    /** When a head is asked whose retry is due at that moment: then, or sooner. */
    Instant sooner(CallId call, Instant dueAt, LanePolicy policy, Instant now) {
        head = head.of(call, policy.breaker(), now);
        return head.next().isBefore(dueAt) ? head.next() : dueAt;
    }

    /** A call starts. */
    void started(LanePolicy policy) {
        rate = policy.ratePerSecond() > 0 ? rate.taken() : rate;
        breaker = breaker.onStart();
    }

    /** An attempt showed something about the peer. */
    void replied(Reply reply, LanePolicy policy, Instant now) {
        breaker =
                Breaker.isFailure(reply)
                        ? breaker.onFailure(policy.breaker(), now)
                        : breaker.onAlive();
    }

    /** A call ended without asking the peer, or somebody wants it to be asked now. */
    void notAsked(Instant now) {
        breaker = breaker.onNothing(now);
    }

    /**
     * A call failed and waits again.
     *
     * @param asked how long the peer wants to be left alone, zero when it did not say
     */
    void failed(CallId call, Duration asked, LanePolicy policy, Instant now) {
        head = head.failed(call, policy.breaker(), asked, now);
    }

    /** A call has ended, and another is the head. */
    void finished() {
        head = HeadPace.NONE;
    }

    /** Whether the peer is left alone at this moment. */
    boolean isPausing(Instant now) {
        return breaker instanceof Breaker.Open(Instant until, var _) && until.isAfter(now);
    }
}
