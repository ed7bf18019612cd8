package dev.ringback.kernel;

import java.time.Instant;

/**
 * What one lane has waiting on disk.
 *
 * @param lane which
 * @param retrying whether these are the calls that had an attempt already, or those that had none
 * @param calls how many, 1 or more
 * @param earliestDueAt when the first is due
 * @param firstCall the smallest id among them
 */
public record Backlog(
        LaneId lane, boolean retrying, long calls, Instant earliestDueAt, CallId firstCall) {}
