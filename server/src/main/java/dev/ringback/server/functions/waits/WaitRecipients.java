package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.Recipient;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.events.Router;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All waiting runs of a project are one recipient of the events that some of them may wait for. */
record WaitRecipients(WaitShapes shapes) implements Recipients {

    private static final String LANES = "waits:";
    private static final int AT_ONCE = 8;

    private static final LanePolicy POLICY =
            new LanePolicy(AT_ONCE, 0, LanePolicy.Ordering.NONE, false, BreakerPolicy.OFF, true);

    /** The runs of one project. */
    record WaitingRuns(ProjectId project) implements Recipient {

        /** Before all others, so that it is never left to a later page. */
        @Override
        public String id() {
            return "-waits";
        }

        @Override
        public LaneId lane() {
            return WaitRecipients.lane(project);
        }

        @Override
        public String filter() {
            return "";
        }
    }

    static LaneId lane(ProjectId project) {
        return new LaneId(LANES + project);
    }

    /** How such lanes run; empty for others. */
    static Optional<LanePolicy> policy(LaneId lane) {
        return lane.value().startsWith(LANES) ? Optional.of(POLICY) : Optional.empty();
    }

    /** Whether runs may wait for events of a name. */
    boolean want(ProjectId project, String event) {
        return shapes.want(project, event) && !InternalEvents.is(event);
    }

    @Override
    public Wanting wanting(ProjectId project, String type) {
        return want(project, type)
                ? new Wanting(List.of(new WaitingRuns(project)), false)
                : Wanting.NONE;
    }

    @Override
    public String kind(LaneId lane) {
        return lane.value().startsWith(LANES) ? Router.MATCH : Router.DELIVERY;
    }

    @Override
    public Set<ProjectId> projects() {
        return shapes.projects();
    }
}
