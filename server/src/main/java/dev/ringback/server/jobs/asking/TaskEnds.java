package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobEnds;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.upstreams.Upstream;
import java.time.Instant;
import java.util.Optional;

/**
 * How tasks at upstreams end, and their jobs with them.
 *
 * @param kept the tasks on disk
 * @param ends ends jobs
 * @param ids of the calls that call tasks off
 */
record TaskEnds(KeptTasks kept, JobEnds ends, Ids ids) {

    /** The end of a job as a callback says it that was noted; empty while there is none. */
    Optional<JobEnd> told(Job job, KeptTask task, Upstream upstream) {
        return ToldEnd.of(kept.store(), job, task, upstream);
    }

    /** The end of a job, and of its task. */
    Settlement over(Call call, Job job, KeptTasks.Found found, JobEnd end, Instant now) {
        KeptTask.Sent sent = found.task().sent();
        Settlement ended = ends.ended(job, call.lane(), sent.line(), end, sent.at(), now);
        return new Settlement(ended.outcome(), ended.consequences().and(found.over()));
    }

    /** The same with a task called off that nobody waits for. */
    Settlement withCallOff(Settlement over, Job job, KeptTask task, Instant now) {
        return new Settlement(over.outcome(), over.consequences().and(callingOff(job, task, now)));
    }

    /** What is committed when a job ends that is a task, or goes elsewhere: it is called off. */
    Change over(Job job, Instant now) {
        return kept.find(job)
                .map(found -> found.over().and(callingOff(job, found.task(), now)))
                .orElse(Shape.NOTHING);
    }

    private Change callingOff(Job job, KeptTask task, Instant now) {
        return task.remote(job)
                .map(remote -> CallOffKind.change(job.project(), task.upstream(), remote, now, ids))
                .orElse(Shape.NOTHING);
    }
}
