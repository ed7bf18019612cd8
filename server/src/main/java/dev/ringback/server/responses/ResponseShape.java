package dev.ringback.server.responses;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.EventId;
import dev.ringback.server.inference.Announcements;
import dev.ringback.server.inference.Course;
import dev.ringback.server.inference.Ending;
import dev.ringback.server.inference.Job;
import dev.ringback.server.inference.Json;
import dev.ringback.server.inference.Shape;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's background responses: one event at the end, {@code response.completed}, {@code
 * response.failed}, {@code response.incomplete} or {@code response.cancelled}, whose payload is
 * what those who poll get.
 */
public final class ResponseShape implements Shape {

    /** The word for it. */
    static final String NAME = "response";

    private static final String WEBHOOK_ID = "webhook_id";

    private final Announcements announcements;

    /** Makes the shape. */
    public ResponseShape(Announcements announcements) {
        this.announcements = announcements;
    }

    /** The id of the event that says how a response ended. */
    static EventId ended(String response) {
        return Announcements.id(response, "ended");
    }

    /** What a job of this shape remembers. */
    static ObjectNode detail(Optional<String> webhookId) {
        ObjectNode detail = Json.object();
        webhookId.ifPresent(id -> detail.put(WEBHOOK_ID, id));
        return detail;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Change ended(Job job, Ending ending, Course course) {
        ObjectNode response = BackgroundResponse.ended(job, ending, course.finishedAt());
        var event =
                announcements.event(
                        job.project(),
                        ended(job.id()),
                        "response." + BackgroundResponse.status(response),
                        job.id(),
                        Json.write(response),
                        List.of(),
                        course.finishedAt());
        return announcements.announced(event, Json.text(job.detail(), WEBHOOK_ID));
    }
}
