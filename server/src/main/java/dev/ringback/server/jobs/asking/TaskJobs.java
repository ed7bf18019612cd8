package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnds;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Instant;
import java.util.Optional;

/**
 * Jobs whose upstream takes them and calls back.
 *
 * @param handover hands them over
 * @param looks asks about them then
 * @param ends ends them
 */
public record TaskJobs(TaskHandover handover, TaskLooks looks, TaskEnds ends) {

    /**
     * Wires.
     *
     * @param doors where upstreams call back
     * @param commits commits that a job is on its way
     */
    static TaskJobs of(
            KeptTasks kept,
            JobEnds jobs,
            CallbackDoors doors,
            Commits commits,
            Ids ids,
            Clock clock) {
        var ends = new TaskEnds(kept, jobs, ids);
        return new TaskJobs(
                new TaskHandover(kept, ends, doors, commits, ids, clock),
                new TaskLooks(kept, ends, clock),
                ends);
    }

    /** Whether a call is about a task that an upstream has taken. */
    static boolean isOne(Call call) {
        return Upstreams.queue(call.lane()) == UpstreamQueue.TASKS;
    }

    /** The line in which a job stands, or stood before its upstream took it. */
    UpstreamQueue line(Call call, Job job) {
        return isOne(call)
                ? ends.kept()
                        .find(job)
                        .map(found -> found.task().sent().line())
                        .orElse(UpstreamQueue.JOBS)
                : Upstreams.queue(call.lane());
    }

    /** Whether jobs of an operation become tasks at an upstream, or nothing. */
    static boolean takes(Upstream upstream, Operation operation) {
        return !upstream.kind().answersAtOnce()
                || TaskProtocol.of(upstream.kind())
                        .filter(each -> each.takes(operation))
                        .isPresent();
    }

    /**
     * Hands a job over.
     *
     * @param request in OpenAI's words
     * @param own what the model itself takes, in place of it
     */
    Prepared handOver(
            Call call,
            Job job,
            Payload request,
            Optional<Payload> own,
            UpstreamChoice choice,
            Instant now) {
        var task =
                new NewTask(
                        job.id(), job.operation(), choice.model(), request, own, Optional.empty());
        return handover.handOver(call, job, task, choice.upstream(), now);
    }

    /** What is asked about a task. */
    Prepared looking(Call call, Job job, Upstream upstream, Instant now) {
        return TaskProtocol.of(upstream.kind()).isPresent()
                ? looks.looking(call, job, upstream, now)
                : new Prepared.Unready(
                        new Reply.Faulted(
                                WireFault.CONNECT_FAILED,
                                "it takes no tasks any more",
                                Timing.NONE));
    }

    /** What such an upstream answered, as it may be shown; the same for any other. */
    Reply shown(Call call, Upstream upstream, Reply reply) {
        return TaskProtocol.of(upstream.kind()).isPresent()
                ? handover.doors().hidden(upstream, call.project(), reply)
                : reply;
    }

    /** What follows from the reply to what was asked of such an upstream; empty for any other. */
    Optional<Read> read(Call call, Job job, Upstream upstream, Reply reply, Instant now) {
        if (TaskProtocol.of(upstream.kind()).isEmpty()) {
            return Optional.empty();
        }
        if (isOne(call)) {
            return Optional.of(new Read.Settled(looks.looked(call, job, upstream, reply, now)));
        }
        return takes(upstream, job.operation())
                ? Optional.of(handover.answered(call, job, upstream, reply, now))
                : Optional.empty();
    }

    /** What a reply comes to. */
    sealed interface Read {

        /** That. */
        record Settled(Settlement settlement) implements Read {}

        /** The upstream did not take it. */
        record Bad(Reply reply) implements Read {}
    }
}
