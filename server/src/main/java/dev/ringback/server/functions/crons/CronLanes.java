package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import java.util.Optional;
import java.util.UUID;

/** The lanes in which schedules wait, one for each function. */
final class CronLanes implements LanePolicies {

    private static final String CRON = "cron:";
    private static final int AT_ONCE = 16;
    private static final LanePolicy POLICY =
            new LanePolicy(AT_ONCE, 0, Ordering.NONE, false, BreakerPolicy.OFF, true);

    static LaneId of(UUID function) {
        return new LaneId(CRON + function);
    }

    @Override
    public Optional<LanePolicy> of(LaneId lane) {
        return lane.value().startsWith(CRON) ? Optional.of(POLICY) : Optional.empty();
    }
}
