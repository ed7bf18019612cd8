package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.StepId;
import java.time.Instant;
import java.util.Optional;

/**
 * A request to the app that is to be made, or is under way.
 *
 * @param id names it within the run
 * @param target the step to be run; without one the function goes on
 * @param attempt counted from 0
 * @param generation counted from 1; an answer to another one is late, and not believed
 * @param current how many steps had ended when that ended which caused the request
 * @param due when it may be made
 */
public record RunJob(
        int id, Optional<StepId> target, int attempt, int generation, int current, Instant due) {

    RunJob again(Instant at) {
        return new RunJob(id, target, attempt + 1, generation + 1, current, at);
    }

    /** After a step has ended under way: what fails next is tried as often as anything else. */
    RunJob afresh() {
        return new RunJob(id, target, 0, generation, current, due);
    }
}
