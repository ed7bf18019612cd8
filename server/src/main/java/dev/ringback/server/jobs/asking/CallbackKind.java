package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.port.DecidingKind;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.tasks.RemoteTask;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.tasks.TaskState;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The kind of call that passes a verified callback on to its job: it is noted, and the job's own
 * call made due. A callback of a task that no job waits for, or that was noted before, is left.
 *
 * @param doors where callbacks come in
 * @param upstreams the model servers
 * @param jobs finds jobs
 * @param kept the tasks on disk
 * @param ids of the calls that call tasks off
 */
public record CallbackKind(
        CallbackDoors doors, Upstreams upstreams, Jobs jobs, KeptTasks kept, Ids ids)
        implements DecidingKind {

    /** The word for it. */
    public static final String NAME = "callback";

    private static final Settlement LEFT = Settlement.of(new Outcome.Success());

    /** An upstream may call back before it has been heard that it took the task. */
    private static final Duration EARLY = Duration.ofMinutes(2);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prepared.Decide prepare(Call call, Event event, Instant now) {
        Optional<Upstream> upstream = upstream(event);
        if (upstream.flatMap(each -> TaskProtocol.of(each.kind())).isEmpty()) {
            return new Prepared.Decide(LEFT);
        }
        RoomOfThread.take(JsonTree.treeBytes(event.payload()));
        Optional<String> about = TaskProtocol.of(upstream.get()).about(event.payload());
        return new Prepared.Decide(
                about.map(name -> noted(event, upstream.get(), name, now)).orElse(LEFT));
    }

    private Optional<Upstream> upstream(Event event) {
        return event.arrived()
                .flatMap(from -> doors.upstream(from.source()))
                .flatMap(name ->
                        upstreams.all().stream()
                                .filter(each -> each.name().equals(name))
                                .findFirst());
    }

    private Settlement noted(Event event, Upstream upstream, String name, Instant now) {
        Optional<Job> job = job(event, upstream, name);
        if (job.isEmpty()) {
            return yetUnknown(Duration.between(event.acceptedAt(), now), now);
        }
        return kept.find(job.get())
                .filter(found -> found.task().upstream().equals(upstream.name()))
                .filter(found -> found.task().told().isEmpty())
                .flatMap(found -> noting(event, upstream, job.get(), found, name, now))
                .orElse(LEFT);
    }

    /** One about other people's work is let go of after a few looks, each twice as late. */
    private static Settlement yetUnknown(Duration age, Instant now) {
        Duration pause = age.compareTo(AGAIN) > 0 ? age : AGAIN;
        return age.compareTo(EARLY) > 0
                ? LEFT
                : Settlement.of(new Outcome.Retry(now.plus(pause), "no job is known by it yet"));
    }

    private Optional<Settlement> noting(
            Event event,
            Upstream upstream,
            Job job,
            KeptTasks.Found found,
            String name,
            Instant now) {
        KeptTask task = found.task();
        var remote = new RemoteTask(name, job.operation(), task.sent().model(), job.id());
        Optional<KeptTask> next =
                switch (TaskProtocol.of(upstream).told(remote, event.payload())) {
                    case TaskState.Answered _, TaskState.Failed _ ->
                            Optional.of(task.named(name, false).toldBy(event.sequence()));
                    case TaskState.Elsewhere _ ->
                            Optional.of(task.named(name, true)).filter(_ -> !task.done());
                    case TaskState.Underway _, TaskState.Unsaid _ -> Optional.empty();
                };
        return next.map(noted -> {
            Change change = found.become(noted).and(kept.hasten(job, now));
            return new Settlement(new Outcome.Success(), change.and(other(job, task, name, now)));
        });
    }

    /** A job may have been handed over twice, when an answer was lost: the first end is taken. */
    private Change other(Job job, KeptTask task, String name, Instant now) {
        return task.remote(job)
                .filter(known -> !known.id().equals(name))
                .map(known -> CallOffKind.change(job.project(), task.upstream(), known, now, ids))
                .orElse(Settlement.NOTHING);
    }

    /** The job that the upstream means: by its own name, or by the URL that it was given for it. */
    private Optional<Job> job(Event event, Upstream upstream, String name) {
        return kept.job(event.project(), upstream.name(), name).stream()
                .boxed()
                .flatMap(sequence -> jobs.find(event.project(), sequence).stream())
                .findFirst()
                .or(() -> inUrl(event).flatMap(id -> jobs.find(event.project(), id)));
    }

    private static Optional<String> inUrl(Event event) {
        return ArrivedRequest.of(event)
                .map(ArrivedRequest::path)
                .filter(path -> path.startsWith("/"))
                .map(path -> path.substring(1));
    }
}
