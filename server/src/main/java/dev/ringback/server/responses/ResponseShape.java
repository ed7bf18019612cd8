package dev.ringback.server.responses;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.AnswerListener;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.live.Broadcasts;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's background responses: one event at the end, {@code response.completed}, {@code
 * response.failed}, {@code response.incomplete} or {@code response.cancelled}, whose payload is
 * what those who poll get.
 *
 * @param broadcasts hear the pieces of those that were asked for as a stream
 */
record ResponseShape(Announcements announcements, Broadcasts broadcasts) implements Shape {

    /** The word for it. */
    static final String NAME = "response";

    private static final String WEBHOOK_ID = "webhook_id";
    private static final String PREVIOUS = "previous";

    /** The id of the event that says how a response ended. */
    static EventId ended(String response) {
        return Announcements.id(response, "ended");
    }

    /** Whether an event says how a response ended. */
    static boolean isEnd(Event event) {
        return event.type().startsWith("response.")
                && event.id().value().equals(event.subject() + ":ended");
    }

    /**
     * What a job of this shape remembers.
     *
     * @param previous the response that it goes on from, when its request holds the conversation
     */
    static JsonObject detail(Optional<String> webhookId, Optional<String> previous) {
        return new JsonObject()
                .putIfPresent(WEBHOOK_ID, webhookId)
                .putIfPresent(PREVIOUS, previous);
    }

    /** The response that a job goes on from, when its request holds the conversation. */
    static Optional<String> previous(Job job) {
        return job.detail().text(PREVIOUS);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<AnswerListener> listener() {
        return Optional.of(broadcasts);
    }

    @Override
    public List<EventId> ends(String job) {
        return List.of(ended(job));
    }

    @Override
    public Change ended(Job job, JobEnd end, JobTimes times) {
        JsonObject response = BackgroundResponse.ended(job, end, times.finishedAt());
        var event =
                announcements.event(
                        job.project(),
                        ended(job.id()),
                        "response." + BackgroundResponse.status(response),
                        job.id(),
                        response.payload(),
                        List.of(),
                        times.finishedAt());
        return announcements.announced(event, job.detail().text(WEBHOOK_ID));
    }
}
