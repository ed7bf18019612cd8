package dev.ringback.server.functions.crons;

import java.time.Instant;

/**
 * A time to come of a schedule.
 *
 * @param planned as the schedule names it
 * @param fires the same with what is added, so that not all start at once
 */
record CronPlan(Instant planned, Instant fires) {}
