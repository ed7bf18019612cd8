package dev.ringback.kernel.policy;

import dev.ringback.kernel.model.LaneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The port that says how the calls of a lane may run. Asked often: it answers from memory. */
@FunctionalInterface
public interface LanePolicies {

    /**
     * The policy of a lane; empty when what it belonged to is gone. Its calls then run all the
     * same, so that their kind can refuse them.
     */
    Optional<LanePolicy> of(LaneId lane);

    /**
     * Has a lane looked at again whenever its policy is another one. For the engine, before it
     * starts; policies that never change have nothing to say.
     */
    default void whenChanged(Consumer<LaneId> refresh) {}

    /** The policy that the first of these has that knows the lane. */
    static LanePolicies firstOf(List<LanePolicies> policies) {
        return new LanePolicies() {
            @Override
            public Optional<LanePolicy> of(LaneId lane) {
                for (LanePolicies each : policies) {
                    Optional<LanePolicy> policy = each.of(lane);
                    if (policy.isPresent()) {
                        return policy;
                    }
                }
                return Optional.empty();
            }

            @Override
            public void whenChanged(Consumer<LaneId> refresh) {
                policies.forEach(each -> each.whenChanged(refresh));
            }
        };
    }
}
