package dev.ringback.server.generations;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.net.json.Embedded;
import dev.ringback.server.inferencenet.Generation;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.jobs.Shape;
import java.util.List;
import java.util.Optional;

/**
 * inference.net's generations: one event at the end, whose payload is what those who poll get. The
 * members of a group are told to nobody but whom their own request names; the group is announced.
 */
public final class GenerationShape implements Shape {

    private final Announcements announcements;

    public GenerationShape(Announcements announcements) {
        this.announcements = announcements;
    }

    @Override
    public String name() {
        return GenerationJob.SHAPE;
    }

    @Override
    public List<EventId> ends(String job) {
        return List.of(GenerationJob.completed(job));
    }

    @Override
    public Change ended(Job job, JobEnd end, JobTimes times) {
        Generation generation = Generation.ended(job.id(), job.request(), job.model(), end, times);
        Embedded text = generation.text();
        Event event =
                announcements.event(
                        job.project(),
                        GenerationJob.completed(job.id()),
                        GenerationJob.type(job.operation()),
                        job.id(),
                        text.json(),
                        List.of(job.quote(text.at())),
                        times.finishedAt());
        Optional<String> webhookId = GenerationJob.webhookId(job);
        return GenerationJob.isOfGroup(job)
                ? announcements.told(event, webhookId)
                : announcements.announced(event, webhookId);
    }
}
