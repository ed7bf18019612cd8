package dev.ringback.server.operations;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Found;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunQuery;
import dev.ringback.server.functions.reading.RunSearch;
import dev.ringback.server.functions.running.RunRepeats;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs of functions, as replays make them again.
 *
 * @param search finds them
 * @param kept those that are on disk
 * @param repeats makes them once more
 */
public record RepeatableRuns(RunSearch search, KeptRuns kept, RunRepeats repeats) {

    /** Runs of a piece when they are counted. */
    private static final int COUNTED = 500;

    /** Runs that a replay means, the newest first, with smaller numbers than one. */
    Found<Run> page(ProjectId project, ReplaySelection.Runs selection, long before, int limit) {
        RunSearch.Listing page =
                search.page(
                        new RunQuery(
                                project,
                                selection.function(),
                                Set.of(selection.status()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                selection.from(),
                                selection.to(),
                                before,
                                limit));
        return new Found<>(page.runs(), page.searchedTo());
    }

    /** How many there are, counted piece by piece. */
    public long count(ProjectId project, ReplaySelection.Runs selection) {
        return Found.total(
                Long.MAX_VALUE, next -> page(project, selection, next, COUNTED), List::size);
    }

    Optional<Run> find(ProjectId project, long number) {
        return kept.find(project, number);
    }

    boolean isServed(Run run) {
        return repeats.isServed(run);
    }

    Call again(Run run, String maker, Instant now) {
        return repeats.again(run, maker, now);
    }
}
