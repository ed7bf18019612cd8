package dev.ringback.server.api.events;

import dev.ringback.net.http.Problem;
import java.util.List;

/** The result of reading a request that publishes events. */
sealed interface EventSubmission {

    /** One event. */
    record One(EventDraft event) implements EventSubmission {}

    /** A list of events. */
    record Many(List<EventDraft> events) implements EventSubmission {}

    /** Not events; the problem says why. */
    record Malformed(Problem problem) implements EventSubmission {}
}
