package dev.ringback.kernel;

import java.util.Optional;

/** The port that says how the calls of a lane may run. Asked often: it answers from memory. */
@FunctionalInterface
public interface LanePolicies {

    /**
     * The policy of a lane; empty when what it belonged to is gone. Its calls then run all the
     * same, so that their kind can refuse them.
     */
    Optional<LanePolicy> of(LaneId lane);
}
