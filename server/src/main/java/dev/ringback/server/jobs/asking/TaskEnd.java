package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Reply;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.UpstreamReplies;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.tasks.TaskState;
import dev.ringback.server.upstreams.Upstream;
import java.util.Optional;

/** What the end of a task means for its job. */
final class TaskEnd {

    /** So often an upstream may say that it knows nothing of a task. */
    private static final int MOST_UNKNOWN = 3;

    private TaskEnd() {}

    /** The end of the job; empty while there is none. */
    static Optional<JobEnd> of(Job job, TaskState state) {
        return switch (state) {
            case TaskState.Answered(var answer) ->
                    ModelAnswer.of(job.operation(), answer)
                            .<JobEnd>map(JobEnd.Success::new)
                            .or(() -> failed(ModelAnswer.not(job.operation())));
            case TaskState.Failed(String reason) -> failed(reason);
            case TaskState.Underway _, TaskState.Elsewhere _, TaskState.Unsaid _ ->
                    Optional.empty();
        };
    }

    /** Whether the upstream says that it knows nothing of a task. */
    static boolean isDenied(TaskState state) {
        return state instanceof TaskState.Unsaid(Reply.Answered answered)
                && (answered.status() == 404 || answered.status() == 410);
    }

    /**
     * The end of a job of whose task the upstream says again and again that there is none.
     *
     * @param denied how often in a row
     */
    static Optional<JobEnd> unknown(int denied) {
        return denied >= MOST_UNKNOWN
                ? failed("upstream no longer knows the task it had taken")
                : Optional.empty();
    }

    /** The end of a job that could never be handed over; empty when it can be. */
    static Optional<JobEnd> problem(Upstream upstream, Job job, NewTask task) {
        TaskProtocol protocol = TaskProtocol.of(upstream);
        return protocol.takes(job.operation())
                ? protocol.problem(task).map(problem -> new JobEnd.Failed("invalid_input", problem))
                : Optional.of(
                        new JobEnd.Failed(
                                "unsupported_operation",
                                TaskProtocol.untaken(upstream, job.operation())));
    }

    /** Why a task has not ended, as far as is known. */
    static String notYet(TaskState state) {
        return switch (state) {
            case TaskState.Unsaid(Reply.Answered answered) ->
                    UpstreamReplies.described("answered " + answered.status(), answered);
            case TaskState.Unsaid(Reply.Faulted faulted) ->
                    UpstreamReplies.described(faulted.detail(), faulted);
            case TaskState.Underway _,
                    TaskState.Elsewhere _,
                    TaskState.Answered _,
                    TaskState.Failed _ ->
                    "it is still under way";
        };
    }

    private static Optional<JobEnd> failed(String reason) {
        return Optional.of(new JobEnd.Failed(UpstreamReplies.FAILED, reason));
    }
}
