package dev.ringback.server.functions.reading;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.events.Router;
import java.util.List;

/**
 * The calls by which an event may have started functions. All calls that carry it are read, which
 * an index makes quick, so that nobody who looks at one event waits among those who search.
 */
final class StartCalls {

    /** Beside a start an event has a call for each endpoint, and more by replays. */
    private static final int MOST_CALLS = 10_000;

    private StartCalls() {}

    /** Those of an event, the newest first. */
    static List<Call> of(Store store, ProjectId project, long event) {
        return store.counts(project, Router.START, event).total() == 0
                ? List.of()
                : store.callsOf(project, event, MOST_CALLS).stream()
                        .filter(call -> call.kind().equals(Router.START))
                        .toList();
    }
}
