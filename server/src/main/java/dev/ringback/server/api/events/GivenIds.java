package dev.ringback.server.api.events;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.events.FunctionEnvelope;
import dev.ringback.server.operations.StoredEvents;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The ids that producers give: one that comes again stands for the same event, so it must come with
 * the same content, or something would be lost without a sign.
 */
record GivenIds(Store store) {

    /** What an id stands for that a producer gave. */
    enum Taken {
        /** Nothing yet. */
        NEW,
        /** The same event. */
        SAME,
        /** Another event. */
        OTHER
    }

    /** Looks an event up, before it is stored. */
    Taken of(ProjectId project, EventDraft draft) {
        Optional<EventId> id = draft.id().map(EventId::new);
        if (id.isEmpty() || store.size(project, id.get()).isEmpty()) {
            return Taken.NEW;
        }
        return new StoredEvents(store)
                .find(project, id.get())
                .map(event -> isLike(draft, event) ? Taken.SAME : Taken.OTHER)
                .orElse(Taken.NEW);
    }

    /** Looks an event up that was stored just now, unless another one was faster. */
    Taken after(Event made, EventDraft draft) {
        return new StoredEvents(store)
                .find(made.project(), made.id())
                .filter(found -> found.sequence() != made.sequence())
                .map(found -> isLike(draft, found) ? Taken.SAME : Taken.OTHER)
                .orElse(Taken.NEW);
    }

    /** Whether two drafts of one id say the same. */
    static boolean isLike(EventDraft one, EventDraft other) {
        return one.type().equals(other.type())
                && one.subject().equals(other.subject())
                && one.timestamp().equals(other.timestamp())
                && isLike(one.data(), other.data());
    }

    private static boolean isLike(EventDraft draft, Event event) {
        return draft.type().equals(event.type())
                && draft.subject().orElse("").equals(event.subject())
                && draft.timestamp()
                        .map(at -> at.truncatedTo(ChronoUnit.MILLIS))
                        .orElse(event.occurredAt())
                        .equals(event.occurredAt().truncatedTo(ChronoUnit.MILLIS))
                && isLike(draft.data(), FunctionEnvelope.opened(event).payload());
    }

    /** A producer may write the same anew, with other blanks or its members in another order. */
    private static boolean isLike(Payload one, Payload other) {
        return one.equals(other)
                || (Math.abs(one.size() - other.size()) <= one.size()
                        && JsonTree.read(one).equals(JsonTree.read(other)));
    }
}
