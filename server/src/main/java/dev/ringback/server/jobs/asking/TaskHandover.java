package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.tasks.Submitted;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.tasks.TaskState;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Hands jobs over to upstreams that take them and call back. The call that does so ends when the
 * upstream has taken the job; another one waits in the upstream's line of tasks, see {@link
 * TaskLooks}. So one call at a time speaks for the job, and the job ends once, however often the
 * upstream says so.
 *
 * @param kept the tasks on disk
 * @param ends ends tasks
 * @param doors where upstreams call back
 * @param commits commits that a job is on its way
 * @param ids of calls
 * @param clock for how long tasks may take
 */
record TaskHandover(
        KeptTasks kept, TaskEnds ends, CallbackDoors doors, Commits commits, Ids ids, Clock clock) {

    /** So often an upstream may say that it does not know where to call back. */
    private static final int MOST_PLACES = 3;

    /** Hands a job over, unless a callback says that it was before, whatever its answer said. */
    Prepared handOver(Call call, Job job, NewTask task, Upstream upstream, Instant now) {
        if (!upstream.kind().answersAtOnce()) {
            // The model's own input is made of it, by way of a tree.
            RoomOfThread.take(task.request().size() + JsonTree.treeBytes(task.request()));
        }
        Optional<JobEnd> problem = TaskEnd.problem(upstream, job, task);
        if (problem.isPresent()) {
            return new Prepared.Decide(
                    ends.ends().ended(job, problem.get(), Optional.empty(), now));
        }
        Optional<KeptTasks.Found> before = kept.find(job);
        Optional<Settlement> known =
                before.filter(found -> found.task().upstream().equals(upstream.name()))
                        .flatMap(found -> known(call, job, found, upstream, now));
        if (known.isPresent()) {
            return new Prepared.Decide(known.get());
        }
        NewTask told = task.calledBackAt(doors.at(upstream, job.project(), job.id()));
        var next =
                KeptTask.handingOver(
                        new KeptTask.Sent(
                                upstream.name(),
                                task.model(),
                                Upstreams.queue(call.lane()),
                                told.callback().isPresent(),
                                clock.steady()));
        Change change =
                before.map(found -> found.become(next)).orElseGet(() -> kept.create(job, next));
        return commits.commit(change) instanceof Committed.Done
                ? send(TaskProtocol.of(upstream).submit(upstream, told))
                : new Prepared.Unready(fault());
    }

    /** What follows when a callback was there before this call: it is over, or waits. */
    private Optional<Settlement> known(
            Call call, Job job, KeptTasks.Found found, Upstream upstream, Instant now) {
        KeptTask task = found.task();
        return ends.told(job, task, upstream)
                .map(end -> ends.over(call, job, found, end, now))
                .or(() -> named(call, job, found, now));
    }

    /** What follows when a callback has named the task: another call goes on from there. */
    private Optional<Settlement> named(Call call, Job job, KeptTasks.Found found, Instant now) {
        return found.task()
                .id()
                .map(id ->
                        new Settlement(
                                new Outcome.Success(), waiting(call, job, found, id, false, now)));
    }

    private static Prepared send(Request request) {
        return new Prepared.Send(request, UpstreamRequests.shown(request));
    }

    /** Reads the answer of an upstream to a job that was handed over. */
    TaskJobs.Read answered(Call call, Job job, Upstream upstream, Reply reply, Instant now) {
        Optional<KeptTasks.Found> found = kept.find(job);
        if (found.isEmpty()) {
            return new TaskJobs.Read.Bad(reply);
        }
        Submitted answer = TaskProtocol.of(upstream).submitted(asked(job, found.get()), reply);
        Optional<Settlement> known = named(call, job, found.get(), now);
        if (known.isPresent()) {
            return new TaskJobs.Read.Settled(
                    withOther(known.get(), job, found.get().task(), answer, now));
        }
        return switch (answer) {
            case Submitted.NotTaken(Reply bad) -> new TaskJobs.Read.Bad(bad);
            case Submitted.NoCallback(Reply bad) -> withoutCallback(call, job, upstream, bad, now);
            case Submitted.Taken(String id, TaskState state) ->
                    new TaskJobs.Read.Settled(taken(call, job, found.get(), id, state, now));
        };
    }

    private TaskJobs.Read withoutCallback(
            Call call, Job job, Upstream upstream, Reply bad, Instant now) {
        if (call.attempts() >= MOST_PLACES) {
            return new TaskJobs.Read.Bad(bad);
        }
        doors.forget(upstream, job.project());
        return new TaskJobs.Read.Settled(
                Settlement.of(
                        new Outcome.Retry(now, "upstream no longer knows where to call back")));
    }

    /** The callback was about one task, and the upstream took another one for the same job. */
    private Settlement withOther(
            Settlement known, Job job, KeptTask task, Submitted answer, Instant now) {
        return answer instanceof Submitted.Taken(String id, var _)
                        && !task.id().stream().allMatch(id::equals)
                ? ends.withCallOff(known, job, task.named(id, false), now)
                : known;
    }

    /** What matters of a task when an answer is read. */
    private static NewTask asked(Job job, KeptTasks.Found found) {
        return new NewTask(
                job.id(),
                job.operation(),
                found.task().sent().model(),
                job.request(),
                Optional.empty(),
                Optional.empty());
    }

    private Settlement taken(
            Call call, Job job, KeptTasks.Found found, String id, TaskState state, Instant now) {
        boolean done = state instanceof TaskState.Elsewhere;
        return TaskEnd.of(job, state)
                .map(end -> ends.over(call, job, found, end, now))
                .orElseGet(() ->
                        new Settlement(
                                new Outcome.Success(), waiting(call, job, found, id, done, now)));
    }

    /** The change by which a job waits for its upstream, whose name of it is known now. */
    private Change waiting(
            Call call, Job job, KeptTasks.Found found, String id, boolean done, Instant now) {
        KeptTask task = found.task().named(id, done);
        LaneId lane = UpstreamQueue.TASKS.of(task.upstream(), call.project());
        Call look =
                Call.of(
                        new CallId(ids.next()),
                        job.project(),
                        InferenceKind.NAME,
                        lane,
                        job.event(),
                        now);
        return Change.accept(
                        List.of(),
                        List.of(task.isKnown() ? look : look.dueLater(task.pace().before(0))))
                .and(found.become(task))
                .and(kept.named(job, task.upstream(), id));
    }

    private static Reply fault() {
        return new Reply.Faulted(
                WireFault.CONNECT_FAILED, "what happens cannot be stored", Timing.NONE);
    }
}
