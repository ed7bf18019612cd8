/**
 * Decisions about when a call may start and when it is tried again, as values: retries, breakers,
 * rates, the policy of a lane.
 */
@NullMarked
package dev.ringback.kernel.policy;

import org.jspecify.annotations.NullMarked;
