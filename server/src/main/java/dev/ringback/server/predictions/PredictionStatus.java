package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.server.jobs.Announcements;
import java.util.Locale;
import java.util.Set;

/** The status of a prediction. WriftAI knows no others: one that is called off has failed. */
enum PredictionStatus {
    PENDING,
    STARTED,
    SUCCEEDED,
    FAILED;

    private static final String TYPES = "prediction.";

    /** The ids of the events by which a prediction may end. */
    static Set<EventId> ends(String prediction) {
        return Set.of(SUCCEEDED.event(prediction), FAILED.event(prediction));
    }

    /** The word in {@code status}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of the event that tells of it. */
    String type() {
        return TYPES + word();
    }

    /** The id of the event by which a prediction came to this stage. */
    EventId event(String prediction) {
        return Announcements.id(prediction, word());
    }

    /** Whether an event tells that a prediction came to this stage. */
    boolean isTold(Event event) {
        return event.type().equals(type());
    }
}
