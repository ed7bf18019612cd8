package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.runs.Happening;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What follows when events come that runs wait for. */
public final class RunMatches {

    private final RunPorts ports;

    RunMatches(RunPorts ports) {
        this.ports = ports;
    }

    /**
     * A wait that an event ends.
     *
     * @param run number of the run that waits
     * @param key which of its waits
     */
    public record Match(ProjectId project, long run, String key) {}

    /** The change by which runs go on, or are cancelled, since an event has come. */
    public Change came(List<Match> matches, FunctionEvent event, Instant now) {
        RunChange change = new RunChange(ports, now, Optional.empty());
        for (Match match : matches) {
            Optional<LiveRun> run = ports.runs().find(match.project(), match.run());
            if (run.isPresent()) {
                boolean _ = change.happen(run.get(), happening(match, event), List.of());
            }
        }
        return change.change();
    }

    private static Happening happening(Match match, FunctionEvent event) {
        return match.key().startsWith(RunStarts.CANCEL)
                ? cancelled(event)
                : new Happening.Came(new StepId(match.key()), event);
    }

    static Happening cancelled(FunctionEvent event) {
        return new Happening.Cancelled(
                "event " + event.name() + " (" + event.shownId() + ") cancelled it");
    }
}
