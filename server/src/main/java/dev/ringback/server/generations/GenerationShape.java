package dev.ringback.server.generations;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.net.json.Embedded;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.openai.Operation;
import java.util.List;
import java.util.Optional;

/**
 * inference.net's generations: one event at the end, whose payload is what those who poll get. The
 * members of a group are told to nobody but whom their own request names; the group is announced.
 */
public final class GenerationShape implements Shape {

    /** The word for it. */
    public static final String NAME = "generation";

    /** What the events' types may be. */
    public static final String GENERATION = "generation.completed";

    static final String EMBEDDING = "async-embedding.completed";

    private static final String GROUP = "group";

    private final Announcements announcements;

    public GenerationShape(Announcements announcements) {
        this.announcements = announcements;
    }

    /** The type of the event that announces the end of such a request. */
    static String type(Operation operation) {
        return operation == Operation.EMBEDDINGS ? EMBEDDING : GENERATION;
    }

    /** The id of the event that says how a generation ended. */
    public static EventId completed(String generation) {
        return Announcements.id(generation, "completed");
    }

    /** What a job of this shape remembers. */
    public static JsonObject detail(Optional<String> webhookId, Optional<String> group) {
        return new JsonObject().putIfPresent("webhook_id", webhookId).putIfPresent(GROUP, group);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<EventId> ends(String job) {
        return List.of(completed(job));
    }

    @Override
    public Change ended(Job job, JobEnd end, JobTimes times) {
        Generation generation = Generation.ended(job.id(), job.request(), job.model(), end, times);
        Embedded text = generation.text();
        Event event =
                announcements.event(
                        job.project(),
                        completed(job.id()),
                        type(job.operation()),
                        job.id(),
                        text.json(),
                        List.of(job.quote(text.at())),
                        times.finishedAt());
        Optional<String> webhookId = job.detail().text("webhook_id");
        return job.detail().text(GROUP).isPresent()
                ? announcements.told(event, webhookId)
                : announcements.announced(event, webhookId);
    }
}
