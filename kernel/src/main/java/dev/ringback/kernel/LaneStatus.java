package dev.ringback.kernel;

import java.time.Instant;
import java.util.Optional;

/**
 * What a lane is doing, as seen at one moment.
 *
 * @param lane which
 * @param waiting how many calls wait, in memory and on disk
 * @param running how many run
 * @param oldestDueAt since when the longest-waiting due call has been due; empty when none is due
 * @param breaker whether the peer is being left alone
 */
public record LaneStatus(
        LaneId lane, long waiting, int running, Optional<Instant> oldestDueAt, Breaker breaker) {}
