package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.server.endpoints.DirectWebhook;
import java.time.Duration;
import java.time.Instant;

/**
 * The pace at which one URL is asked that jobs named, as a value: the host's others share its lane,
 * so what is wrong with one of them must not be a matter of the lane.
 *
 * @param running how many requests are under way
 * @param failures how many failed in a row
 * @param pause how long it is left alone after the last of them
 * @param until when that is over
 * @param slot the latest moment that somebody was put off to
 * @param typical how long a request takes
 */
record UrlPace(
        int running, int failures, Duration pause, Instant until, Instant slot, Duration typical) {

    /** Requests to one URL at the same time; half of those to its host. */
    static final int AT_ONCE = DirectWebhook.MAX_IN_FLIGHT / 2;

    private static final BreakerPolicy POLICY = BreakerPolicy.DEFAULT;
    private static final Duration SOON = Duration.ofSeconds(1);

    /** They come back one after the other, or all would be put off again at once. */
    private static final Duration APART = Duration.ofMillis(5);

    /** A URL of which nothing is known. */
    static final UrlPace NEW =
            new UrlPace(0, 0, Duration.ZERO, Instant.EPOCH, Instant.EPOCH, Duration.ofSeconds(5));

    /** Whether somebody who comes now has to come again. */
    boolean isBusy(Instant now) {
        return isBroken() ? now.isBefore(until) : running >= AT_ONCE;
    }

    /** This one, after somebody was put off to its {@link #slot}. */
    UrlPace puttingOff(Instant now) {
        Duration step = isBroken() ? APART : longer(APART, typical.dividedBy(AT_ONCE));
        Instant least = isBroken() ? until : now.plus(SOON);
        Instant next = slot.plus(step);
        return new UrlPace(
                running, failures, pause, until, next.isAfter(least) ? next : least, typical);
    }

    /** This one, after somebody was let in: where it is broken, he is the only one for a while. */
    UrlPace lettingIn(Instant now) {
        Instant next = isBroken() ? now.plus(pause).plus(Letterhead.DIRECT_TIMEOUT) : until;
        return new UrlPace(running, failures, pause, next, slot, typical);
    }

    /** This one, with another request under way. */
    UrlPace started() {
        return new UrlPace(running + 1, failures, pause, until, slot, typical);
    }

    /** This one, after a reply. */
    UrlPace replied(Reply reply, Instant now) {
        Duration took = Duration.ofNanos(reply.timing().totalMicros() * 1_000);
        Duration usual = typical.multipliedBy(3).plus(took).dividedBy(4);
        if (!Breaker.isFailure(reply)) {
            return new UrlPace(running - 1, 0, Duration.ZERO, Instant.EPOCH, slot, usual);
        }
        Duration next =
                failures + 1 < POLICY.failures()
                        ? Duration.ZERO
                        : pause.isZero()
                                ? POLICY.firstPause()
                                : shorter(pause.multipliedBy(2), POLICY.longestPause());
        // Of those that were under way together one is enough to double it.
        boolean known = isBroken() && now.isBefore(until) && running > 1;
        return new UrlPace(
                running - 1,
                failures + 1,
                known ? pause : next,
                known ? until : now.plus(next),
                slot,
                usual);
    }

    /** This one, after a request that came to nothing at all. */
    UrlPace abandoned() {
        return new UrlPace(running - 1, failures, pause, until, slot, typical);
    }

    /** Whether nothing is lost when it is forgotten. */
    boolean isIdle() {
        return running == 0 && failures == 0;
    }

    private boolean isBroken() {
        return failures >= POLICY.failures();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
