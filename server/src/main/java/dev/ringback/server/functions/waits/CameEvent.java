package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import java.time.Instant;

/**
 * An event whose waits are looked for.
 *
 * @param stored as it is kept
 * @param seen as functions see it
 * @param json the same, to be asked about
 * @param now the moment of judging
 */
record CameEvent(Event stored, FunctionEvent seen, WaitConditions.Json json, Instant now) {

    static CameEvent of(Event stored, Instant now) {
        FunctionEvent seen = FunctionEvents.read(stored);
        return new CameEvent(stored, seen, new WaitConditions.Json(seen.asSent().bytes()), now);
    }

    ProjectId project() {
        return stored.project();
    }

    String name() {
        return stored.type();
    }

    /** Whether a wait is for it, the condition aside. */
    boolean isFor(OpenWait each) {
        return each.isFor(stored, seen.internalId());
    }
}
