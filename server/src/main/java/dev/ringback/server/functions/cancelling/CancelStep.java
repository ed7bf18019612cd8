package dev.ringback.server.functions.cancelling;

import dev.ringback.kernel.time.Clock;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.LiveRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunSearch;
import dev.ringback.server.functions.running.RunExpressions;
import dev.ringback.server.functions.running.RunSteering;
import java.util.Optional;

/**
 * One step of a cancellation: some runs are looked at, and those are cancelled that are meant.
 *
 * @param search finds runs
 * @param runs reads the events that started them
 * @param expressions asks conditions about those
 * @param steering cancels
 */
public record CancelStep(
        RunSearch search,
        LiveRuns runs,
        RunExpressions expressions,
        RunSteering steering,
        Clock clock) {

    /** What it comes to then; empty when the store does not take it for now. */
    Optional<Cancellation> next(Cancellation cancellation) {
        RunSearch.Listing page = search.page(cancellation.page());
        long cancelled = 0;
        for (Run run : page.runs()) {
            if (!run.hasEnded() && isMeant(run, cancellation)) {
                String why = "cancelled with others by " + cancellation.id();
                switch (steering.cancel(run.project(), run.number(), why)) {
                    case RunSteering.Result.Done _ -> cancelled++;
                    case RunSteering.Result.Late _, RunSteering.Result.Unknown _ -> {}
                    case RunSteering.Result.Unavailable _ -> {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.of(
                page.searchedTo().isPresent()
                        ? cancellation.reached(page.searchedTo().getAsLong(), cancelled)
                        : cancellation.ended(cancelled));
    }

    private boolean isMeant(Run run, Cancellation cancellation) {
        Optional<String> condition = cancellation.wanted().condition();
        if (condition.isEmpty()) {
            return true;
        }
        Optional<FunctionEvent> event =
                runs.find(run.project(), run.number())
                        .map(LiveRun::events)
                        .map(events -> events.getFirst());
        return event.isPresent()
                && expressions.isTrue(run.project(), condition.get(), event.get(), clock.now());
    }
}
