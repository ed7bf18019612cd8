package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.events.Recipient;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.apps.LiveFunction;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Functions, as those who may get events. Which of them an event starts is decided by its call;
 * here only its name counts.
 *
 * @param functions those that there are
 */
record FunctionRecipients(KnownFunctions functions) implements Recipients {

    private record Started(String id, LaneId lane) implements Recipient {

        @Override
        public String filter() {
            return "";
        }
    }

    @Override
    public Wanting wanting(ProjectId project, String type) {
        List<LiveFunction> started = functions.startedBy(project, type);
        return started.isEmpty()
                ? Wanting.NONE
                : new Wanting(
                        started.stream()
                                .map(FunctionRecipients::started)
                                .sorted(Comparator.comparing(Recipient::id))
                                .toList(),
                        false);
    }

    private static Started started(LiveFunction function) {
        LaneId lane = FunctionLanes.start(function.uuid());
        return new Started(lane.value(), lane);
    }

    @Override
    public String kind(LaneId lane) {
        return FunctionLanes.isStart(lane) ? Router.START : Router.DELIVERY;
    }

    @Override
    public Set<ProjectId> projects() {
        return functions.projects();
    }
}
