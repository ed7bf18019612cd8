package dev.ringback.server;

import dev.ringback.kernel.BreakerPolicy;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.LanePolicies;
import dev.ringback.kernel.LanePolicy;
import dev.ringback.kernel.LanePolicy.Ordering;
import dev.ringback.kernel.Ownership;
import dev.ringback.kernel.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Halts all lanes while it is in doubt whether this process owns what is on disk: another one may
 * be about to start the same calls. Each is looked at again after a while.
 *
 * @param policies what holds otherwise
 * @param again looks at a lane again
 * @param due the lanes that will be looked at
 */
record OwnedLanes(
        LanePolicies policies,
        Ownership ownership,
        Time time,
        Consumer<LaneId> again,
        Set<LaneId> due)
        implements LanePolicies {

    private static final Duration LATER = Duration.ofSeconds(1);
    private static final LanePolicy HALTED =
            new LanePolicy(1, 0, Ordering.NONE, true, BreakerPolicy.OFF);

    OwnedLanes(LanePolicies policies, Ownership ownership, Time time, Consumer<LaneId> again) {
        this(policies, ownership, time, again, ConcurrentHashMap.newKeySet());
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
        return Optional.of(policy.map(OwnedLanes::halted).orElse(HALTED));
    }

    private void lookAgain(LaneId lane) {
        due.remove(lane);
        again.accept(lane);
    }

    private static LanePolicy halted(LanePolicy policy) {
        return new LanePolicy(
                policy.maxInFlight(),
                policy.ratePerSecond(),
                policy.ordering(),
                true,
                policy.breaker(),
                policy.passing());
    }
}
