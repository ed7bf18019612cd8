package dev.ringback.kernel.policy;

import dev.ringback.kernel.sharing.SharedLimit;
import java.util.List;

/**
 * The policy of a lane: how its calls may run.
 *
 * @param maxInFlight how many may run at the same time, 1 to 10,000
 * @param ratePerSecond how many may start in a second, 0 for any number
 * @param ordering whether they may overtake each other
 * @param halted whether none may start: the endpoint is paused or disabled, and its calls wait
 * @param breaker when to leave a failing peer alone
 * @param passing whether nobody named this lane but its calls, so that it is forgotten, with its
 *     rate and its failures, when it has none; one that somebody named is kept while it has a
 *     policy
 * @param limits bounds that it shares with other lanes, each of another key: a call starts when it
 *     has a place under each; wide ones first
 */
public record LanePolicy(
        int maxInFlight,
        double ratePerSecond,
        Ordering ordering,
        boolean halted,
        BreakerPolicy breaker,
        boolean passing,
        List<SharedLimit> limits) {

    /** Whether calls of a lane may overtake each other. */
    public enum Ordering {
        /** Each runs when it is due. */
        NONE,
        /** One at a time, in the order in which they were made; a failing one holds up the rest. */
        FIFO,
        /** The same within each series of calls; those of others, and of none, overtake them. */
        SERIES
    }

    public LanePolicy {
        if (maxInFlight < 1 || maxInFlight > 10_000) {
            throw new IllegalArgumentException(
                    "max in flight is not between 1 and 10000: " + maxInFlight);
        }
        if (!(ratePerSecond >= 0 && ratePerSecond <= 1_000_000)) {
            throw new IllegalArgumentException(
                    "rate is not between 0 and 1000000 per second: " + ratePerSecond);
        }
        limits = List.copyOf(limits);
        if (limits.size() > 1 && !areOfDifferentKeys(limits)) {
            throw new IllegalArgumentException("two shared limits of one key: " + limits);
        }
    }

    private static boolean areOfDifferentKeys(List<SharedLimit> limits) {
        return limits.stream().map(SharedLimit::key).distinct().count() == limits.size();
    }

    /** The policy of a lane that shares no limits. */
    public LanePolicy(
            int maxInFlight,
            double ratePerSecond,
            Ordering ordering,
            boolean halted,
            BreakerPolicy breaker,
            boolean passing) {
        this(maxInFlight, ratePerSecond, ordering, halted, breaker, passing, List.of());
    }

    /** The policy of a lane that somebody named, and that shares no limits. */
    public LanePolicy(
            int maxInFlight,
            double ratePerSecond,
            Ordering ordering,
            boolean halted,
            BreakerPolicy breaker) {
        this(maxInFlight, ratePerSecond, ordering, halted, breaker, false);
    }

    /** The same for a lane that shares these limits. */
    public LanePolicy sharing(List<SharedLimit> shared) {
        return new LanePolicy(
                maxInFlight, ratePerSecond, ordering, halted, breaker, passing, shared);
    }

    /** The same for a lane of which nothing may start. */
    public LanePolicy halt() {
        return new LanePolicy(maxInFlight, ratePerSecond, ordering, true, breaker, passing, limits);
    }

    /** How many may run at the same time, the ordering considered. */
    public int width() {
        return ordering == Ordering.FIFO ? 1 : maxInFlight;
    }
}
