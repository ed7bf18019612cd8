package dev.ringback.server;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Ownership;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Halts all lanes while it is in doubt whether this process owns what is on disk: another one may
 * be about to start the same calls. Each is looked at again after a while.
 */
final class OwnedLanes implements LanePolicies {

    private static final Duration LATER = Duration.ofSeconds(1);
    private static final LanePolicy HALTED =
            new LanePolicy(1, 0, Ordering.NONE, true, BreakerPolicy.OFF);

    private final LanePolicies policies;
    private final Ownership ownership;
    private final Time time;

    /** The lanes that will be looked at. */
    private final Set<LaneId> due = ConcurrentHashMap.newKeySet();

    private volatile Consumer<LaneId> refresh = _ -> {};

    /**
     * Wires.
     *
     * @param policies what holds otherwise
     */
    OwnedLanes(LanePolicies policies, Ownership ownership, Time time) {
        this.policies = policies;
        this.ownership = ownership;
        this.time = time;
    }

    @Override
    public void whenChanged(Consumer<LaneId> refresh) {
        this.refresh = refresh;
        policies.whenChanged(refresh);
    }

    @Override
    public Optional<LanePolicy> of(LaneId lane) {
        Optional<LanePolicy> policy = policies.of(lane);
        if (ownership.holds()) {
            return policy;
        }
        if (due.add(lane)) {
            time.after(LATER, () -> lookAgain(lane));
        }
        return Optional.of(policy.map(LanePolicy::halt).orElse(HALTED));
    }

    private void lookAgain(LaneId lane) {
        due.remove(lane);
        refresh.accept(lane);
    }
}
