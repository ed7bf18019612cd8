package dev.ringback.kernel.port;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.policy.Breaker;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The status of a lane at one moment.
 *
 * @param lane which
 * @param waiting how many calls wait, in memory and on disk
 * @param running how many run
 * @param oldestDueAt since when the longest-waiting due call has been due, as the machine's clock
 *     shows it; empty when none is due
 * @param breaker whether the peer is being left alone
 */
public record LaneStatus(
        LaneId lane, long waiting, int running, Optional<Instant> oldestDueAt, Breaker breaker) {

    /** The same, with its moment by another clock. */
    public LaneStatus dueBy(UnaryOperator<Instant> clock) {
        return new LaneStatus(lane, waiting, running, oldestDueAt.map(clock), breaker);
    }
}
