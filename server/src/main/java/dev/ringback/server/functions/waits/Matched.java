package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.running.RunMatches.Match;
import dev.ringback.server.functions.running.Running;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The port to the runs that wait. */
public interface Matched {

    /**
     * What follows from an event for runs that wait for it: each is decided, and those of its waits
     * that are over are deleted. Asked again when somebody else was faster.
     *
     * @param matches 100 at most, of one project; some may be over meanwhile
     */
    Change came(List<Match> matches, FunctionEvent event, Instant now);

    /** The event that started a run; empty when there is no such run any more. */
    Optional<FunctionEvent> started(ProjectId project, long run);

    /** The runs there are. */
    static Matched of(Running running) {
        return new Matched() {
            @Override
            public Change came(List<Match> matches, FunctionEvent event, Instant now) {
                return running.matches().came(matches, event, now);
            }

            @Override
            public Optional<FunctionEvent> started(ProjectId project, long run) {
                return running.runs()
                        .find(project, run)
                        .flatMap(live -> live.events().stream().findFirst());
            }
        };
    }
}
