package dev.ringback.server.callbacks;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.server.events.Recipient;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.events.Router;
import dev.ringback.server.jobs.asking.CallbackKind;
import dev.ringback.server.sources.LiveSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The jobs of a project, as those who get the callbacks of upstreams, and nothing else. */
final class CallbackRecipients implements Recipients, LanePolicies {

    private static final String LANES = "callbacks:";
    private static final LanePolicy LANE =
            new LanePolicy(16, 0, LanePolicy.Ordering.NONE, false, BreakerPolicy.OFF);

    private record Jobs(String id, LaneId lane) implements Recipient {

        @Override
        public String filter() {
            return "";
        }
    }

    @Override
    public Wanting wanting(ProjectId project, String type) {
        if (!type.equals(LiveSource.CALLED_BACK)) {
            return Wanting.NONE;
        }
        String lane = LANES + project;
        return new Wanting(List.of(new Jobs(lane, new LaneId(lane))), false);
    }

    private static boolean isOurs(LaneId lane) {
        return lane.value().startsWith(LANES);
    }

    @Override
    public String kind(LaneId lane) {
        return isOurs(lane) ? CallbackKind.NAME : Router.DELIVERY;
    }

    /** {@inheritDoc} Those that are asked here for all that there are want no callbacks. */
    @Override
    public Set<ProjectId> projects() {
        return Set.of();
    }

    @Override
    public Optional<LanePolicy> of(LaneId lane) {
        return isOurs(lane) ? Optional.of(LANE) : Optional.empty();
    }
}
