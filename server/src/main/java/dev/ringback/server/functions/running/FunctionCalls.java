package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Origin;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Starts single functions by events of their own, whatever those are triggered by.
 *
 * @param functions those that there are
 * @param commits takes the event with the call that starts the function
 * @param clock says when
 * @param ids of events and calls
 */
public record FunctionCalls(KnownFunctions functions, Commits commits, Clock clock, Ids ids) {

    /** What came of committing both; empty when there is no such function. */
    public Optional<Committed> invoke(
            ProjectId project, String slug, FunctionEvent event, Origin by) {
        return functions.find(project, slug).map(function -> invoked(project, function, event, by));
    }

    private Committed invoked(
            ProjectId project, LiveFunction function, FunctionEvent event, Origin by) {
        Instant now = clock.now();
        Event kept = FunctionEvents.event(project, event, ids.next(), now).from(by);
        return commits.commit(started(kept, function, ids, now));
    }

    /** The change that appends an event which starts one function. */
    static Change started(Event event, LiveFunction function, Ids ids, Instant now) {
        Call start =
                Call.of(
                        new CallId(ids.next()),
                        event.project(),
                        Router.START,
                        FunctionLanes.start(function.uuid()),
                        event.sequence(),
                        now);
        return Change.accept(List.of(event), List.of(start));
    }
}
