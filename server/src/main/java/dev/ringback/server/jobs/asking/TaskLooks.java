package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.time.Clock;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.UpstreamReplies;
import dev.ringback.server.tasks.RemoteTask;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.tasks.TaskState;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks upstreams about tasks that they have taken. A job waits for that without a thread: its call
 * is due when a callback was noted, and now and then by itself, for a callback may be lost.
 *
 * @param kept the tasks on disk
 * @param ends ends tasks
 * @param clock for how long they may take
 */
record TaskLooks(KeptTasks kept, TaskEnds ends, Clock clock) {

    /** Asks about a task, or for what came of it, unless a callback has said that. */
    Prepared looking(Call call, Job job, Upstream upstream, Instant now) {
        KeptTasks.Found found = found(job);
        KeptTask task = found.task();
        Optional<JobEnd> end = ends.told(job, task, upstream).or(() -> tooLate(task, upstream));
        if (end.isPresent()) {
            Settlement over = ends.over(call, job, found, end.get(), now);
            return new Prepared.Decide(
                    task.told().isPresent() ? over : ends.withCallOff(over, job, task, now));
        }
        RemoteTask remote = task.remote(job).orElseThrow();
        TaskProtocol protocol = TaskProtocol.of(upstream);
        Request request =
                task.done() ? protocol.fetch(upstream, remote) : protocol.look(upstream, remote);
        return new Prepared.Send(request, UpstreamRequests.shown(request));
    }

    private KeptTasks.Found found(Job job) {
        return kept.find(job)
                .orElseThrow(() -> new IllegalStateException("no task is kept of " + job.id()));
    }

    private Optional<JobEnd> tooLate(KeptTask task, Upstream upstream) {
        return clock.steady().isAfter(deadline(task, upstream))
                ? Optional.of(
                        new JobEnd.Failed(
                                UpstreamReplies.TIMEOUT,
                                "upstream %s did not end it in time".formatted(task.upstream())))
                : Optional.empty();
    }

    /** Reads what an upstream says of a task. */
    Settlement looked(Call call, Job job, Upstream upstream, Reply reply, Instant now) {
        KeptTasks.Found found = found(job);
        KeptTask task = found.task();
        if (task.told().isPresent()) {
            // It is read where there is room for it.
            return Settlement.of(new Outcome.Retry(now, "a callback says what came of it"));
        }
        RemoteTask remote = task.remote(job).orElseThrow();
        TaskProtocol protocol = TaskProtocol.of(upstream);
        TaskState state =
                task.done() ? protocol.fetched(remote, reply) : protocol.looked(remote, reply);
        int denied = TaskEnd.isDenied(state) ? task.denied() + 1 : 0;
        Optional<JobEnd> end = TaskEnd.of(job, state).or(() -> TaskEnd.unknown(denied));
        if (end.isPresent()) {
            return ends.over(call, job, found, end.get(), now);
        }
        if (state instanceof TaskState.Elsewhere) {
            return new Settlement(
                    new Outcome.Retry(now, "it is done, and its answer is fetched"),
                    found.become(task.named(remote.id(), true)));
        }
        Instant next = now.plus(pause(task, upstream, call.attempts() + 1));
        return new Settlement(
                new Outcome.Retry(next, TaskEnd.notYet(state)),
                denied == task.denied() ? Settlement.NOTHING : found.become(task.denied(denied)));
    }

    /** Until the next question, and no longer than the task may take. */
    private Duration pause(KeptTask task, Upstream upstream, int asked) {
        Duration pause = task.pace().before(asked);
        Duration left = Duration.between(clock.steady(), deadline(task, upstream)).plusMillis(1);
        return left.isPositive() && left.compareTo(pause) < 0 ? left : pause;
    }

    private static Instant deadline(KeptTask task, Upstream upstream) {
        return task.sent().at().plus(upstream.tasks().deadline());
    }
}
