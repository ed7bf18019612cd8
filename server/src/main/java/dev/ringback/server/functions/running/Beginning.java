package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Event;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.kept.Correlation;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.StepRecord;
import dev.ringback.server.functions.runs.Inheritance;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run begins with.
 *
 * @param sequences of its events, at least one
 * @param events the same as functions see them
 * @param by the event that starts it; empty for a run that is made once more
 * @param due when it may begin
 * @param parent the step of another run that waits for it
 * @param repeats the run that it repeats
 * @param steps those of that run that are not run again, in the order in which they ended
 * @param given the first step that is run again, where it is given other arguments than its own
 */
record Beginning(
        List<Long> sequences,
        List<FunctionEvent> events,
        Optional<Event> by,
        Instant due,
        Optional<Run.Parent> parent,
        Optional<Long> repeats,
        List<StepRecord> steps,
        Optional<Inheritance.Given> given) {

    /** That of a run which an event starts. */
    static Beginning by(Event event, FunctionEvent seen, Instant now) {
        return new Beginning(
                List.of(event.sequence()),
                List.of(seen),
                Optional.of(event),
                seen.isAhead(now) ? seen.at() : now,
                Correlation.of(seen),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** What of it decides how the run goes on. */
    Inheritance inheritance() {
        Map<StepId, CanonicalJson> memos = new HashMap<>();
        steps.forEach(step -> memos.put(step.id(), step.memo()));
        return new Inheritance(steps.stream().map(StepRecord::id).toList(), memos, given);
    }
}
