package dev.ringback.store.rows;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Sighting;

/** The messages of both stores when a change cannot be made. */
public final class StoreMessages {

    private StoreMessages() {}

    public static String missing(CallId call) {
        return "There is no call " + call + ".";
    }

    public static String finished(Call call) {
        String state = call.state().name().word();
        return "The call %s is %s already, after %d attempts."
                .formatted(call.id(), state, call.attempts());
    }

    /** A document is not at the revision that was expected; 0 stands for no document. */
    public static String otherRevision(Document document, long revision) {
        String name = "The " + document.kind() + " " + document.id();
        return revision == 0
                ? name + " does not exist."
                : name + " exists already, at revision " + revision + ".";
    }

    public static String seenBefore(Sighting kept) {
        return "It was seen before, in event " + kept.sequence() + ".";
    }

    public static String lost(Event event, EventId quoted) {
        return "The event %s cannot be read: the bytes of %s that it quotes are not there."
                .formatted(event.id(), quoted);
    }

    public static String repeated(Event event) {
        return "Another event has the sequence " + event.sequence() + " already.";
    }

    public static String repeated(CallId call) {
        return "Another call has the id " + call + " already.";
    }

    public static String notWaiting(Call call) {
        return "A new call waits, but " + call.id() + " is " + call.state().name().word() + ".";
    }
}
