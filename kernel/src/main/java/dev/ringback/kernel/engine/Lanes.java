package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.Claim;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.sharing.SharedLimits.Contender;
import dev.ringback.kernel.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The lanes that exist. One is made when it is first asked for, and is not kept without calls when
 * it is passing or what it belonged to is gone.
 */
final class Lanes {

    private static final LanePolicy ORPHANED =
            new LanePolicy(64, 0, Ordering.NONE, false, BreakerPolicy.OFF, true);

    private final LanePolicies policies;
    private final int window;
    private final Clock time;
    private final Supplier<Claim.Room> rooms;
    private final Function<LaneId, Contender> contenders;
    private final Map<LaneId, Lane> byId = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param window how many calls each holds in memory
     * @param rooms makes what a lane asks for room
     * @param contenders makes what a lane asks for places under shared limits
     */
    Lanes(
            LanePolicies policies,
            int window,
            Clock time,
            Supplier<Claim.Room> rooms,
            Function<LaneId, Contender> contenders) {
        this.policies = policies;
        this.window = window;
        this.time = time;
        this.rooms = rooms;
        this.contenders = contenders;
    }

    LanePolicy policy(LaneId id) {
        return policies.of(id).orElse(ORPHANED);
    }

    Optional<Lane> find(LaneId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<Lane> all() {
        return byId.values();
    }

    /** Does something with the lane of that name, under its lock, and returns it. */
    Lane on(LaneId id, Consumer<Lane> action) {
        while (true) {
            Lane lane = byId.computeIfAbsent(id, this::made);
            lane.lock.lock();
            try {
                if (!lane.isRetired()) {
                    action.accept(lane);
                    return lane;
                }
            } finally {
                lane.lock.unlock();
            }
        }
    }

    /**
     * Forgets a lane that need not be kept. It is retired under its lock, so that whoever has just
     * looked it up finds that out and looks again: of one name there is one lane.
     */
    void tidy(Lane lane) {
        if (!policy(lane.id).passing()) {
            return;
        }
        Instant now = time.steady();
        lane.lock.lock();
        try {
            if (lane.isSpent(now)) {
                lane.retire();
                byId.remove(lane.id, lane);
            }
        } finally {
            lane.lock.unlock();
        }
    }

    private Lane made(LaneId id) {
        return new Lane(
                id,
                window,
                policy(id).ordering(),
                time.steady(),
                rooms.get(),
                contenders.apply(id));
    }
}
