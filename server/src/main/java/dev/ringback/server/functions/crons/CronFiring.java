package dev.ringback.server.functions.crons;

import java.time.Instant;

/**
 * A time of a schedule that has come, or several of which nobody took care.
 *
 * @param plan the last of them, for which the function is started
 * @param missed how many went by while nobody could start the function, the last one included; 0
 *     when it is in time
 * @param since the first of them, as the schedule names it
 */
record CronFiring(CronPlan plan, long missed, Instant since) {}
