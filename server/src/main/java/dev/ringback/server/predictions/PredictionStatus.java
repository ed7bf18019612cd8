package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.server.jobs.Announcements;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The status of a prediction. WriftAI knows two more, which nothing comes to here: {@code starting}
 * and {@code abandoned}.
 */
enum PredictionStatus {
    PENDING,
    STARTED,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Those that only WriftAI knows. */
    static final Set<String> ELSEWHERE = Set.of("starting", "abandoned");

    /** What the types of all of its events begin with. */
    static final String TYPES = "prediction.";

    /** The ids of the events by which a prediction may end. */
    static Set<EventId> ends(String prediction) {
        return Set.of(
                SUCCEEDED.event(prediction), FAILED.event(prediction), CANCELLED.event(prediction));
    }

    /** Reads a word; empty when it is none. */
    static Optional<PredictionStatus> parse(String word) {
        return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
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
