package dev.ringback.server.functions.kept;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.RunFacts;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.SdkCall;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run with the events that started it.
 *
 * @param run all that is kept of it
 * @param events those that started it, at least one
 */
public record LiveRun(Run run, List<FunctionEvent> events) {

    public LiveRun {
        events = List.copyOf(events);
    }

    /** What events and requests say of it. */
    public RunFacts facts() {
        Optional<String> correlation =
                run.parent().map(parent -> Correlation.text(parent.run(), parent.step()));
        return new RunFacts(run.id(), run.slug(), events, correlation);
    }

    /** Its events, as apps fetch them where a request has no room for them. */
    public CanonicalJson batch() {
        return SdkCall.batch(events);
    }

    /** What its steps came to, as apps fetch it where a request has no room for that. */
    public CanonicalJson memos() {
        return SdkCall.steps(run.state().stack(), run.state().memos(), run.state().inputs());
    }

    /** How far it is. */
    public RunState state() {
        return run.state();
    }

    /** The same, which started at a moment. */
    public LiveRun startedAt(Instant moment) {
        return new LiveRun(run.startedAt(moment), events);
    }

    /** About how many bytes it takes in memory. */
    long bytes() {
        long bytes = 2_000 + 2 * run.state().stateBytes();
        bytes += 2 * run.state().deferredBytes();
        for (FunctionEvent event : events) {
            bytes += 2 * event.data().size();
        }
        return bytes;
    }
}
