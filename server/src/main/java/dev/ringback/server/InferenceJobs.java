package dev.ringback.server;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.batches.Batches;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.asking.InferenceKind;
import dev.ringback.server.operations.ModelJobs;
import dev.ringback.server.upstreams.Upstreams;
import java.util.List;
import java.util.Optional;

/**
 * Shows the native API the jobs of inference.
 *
 * @param jobs finds them and calls them off
 * @param all every shape that a job may have
 */
public record InferenceJobs(Jobs jobs, List<Shape> all) implements ModelJobs {

    @Override
    public String kind() {
        return InferenceKind.NAME;
    }

    @Override
    public List<String> shapes() {
        return all.stream().map(Shape::name).toList();
    }

    @Override
    public Optional<Taken> of(Event event) {
        return Optional.of(event)
                .filter(each -> each.type().equals(Job.REQUESTED))
                .map(Job::of)
                .map(InferenceJobs::taken);
    }

    private static Taken taken(Job job) {
        return new Taken(
                job.id(),
                job.project(),
                job.event(),
                job.shape(),
                job.operation().word(),
                job.model(),
                job.createdAt());
    }

    @Override
    public Optional<Told> told(Taken job) {
        return all.stream()
                .filter(shape -> shape.name().equals(job.shape()))
                .flatMap(shape -> told(job, shape).stream())
                .findFirst();
    }

    private Optional<Told> told(Taken job, Shape shape) {
        return shape.ends(job.id()).stream()
                .flatMap(id -> jobs.event(job.project(), id.value()).stream())
                .findFirst()
                .map(event -> new Told(event.id().value(), usage(event, shape.usageAt())));
    }

    private static Optional<JsonTree> usage(Event ended, String at) {
        return JsonTree.readObject(ended.payload())
                .map(json -> json.find(at))
                .filter(usage -> usage.isObject() && !usage.isEmpty());
    }

    @Override
    public Move cancel(Taken job) {
        return jobs.find(job.project(), job.id()).map(jobs::cancel).orElseGet(Move.NotFound::new);
    }

    @Override
    public Optional<String> upstream(LaneId lane) {
        return Upstreams.name(lane);
    }

    @Override
    public List<LaneId> lanes(String upstream, ProjectId project) {
        return Upstreams.lanes(upstream, project);
    }

    /** {@inheritDoc} Those of batches are known by their form, and before their lines are jobs. */
    @Override
    public boolean isNamed(ProjectId project, String id) {
        return Batches.isId(id)
                || jobs.event(project, id)
                        .filter(event -> InternalEvents.is(event.type()))
                        .isPresent();
    }
}
