package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How jobs end, in the words of their shapes, or go on at another upstream. */
public final class JobEnds {

    private final Map<String, Shape> shapes;
    private final Upstreams upstreams;
    private final TokenCounter tokens;
    private final Ids ids;
    private final Clock clock;

    /**
     * Wires.
     *
     * @param shapes all there are, each with a different name
     * @param upstreams where jobs go on
     * @param tokens counts what was used
     * @param ids of the calls to fallbacks
     * @param clock tells when tasks were handed over
     */
    public JobEnds(
            List<Shape> shapes, Upstreams upstreams, TokenCounter tokens, Ids ids, Clock clock) {
        this.shapes = shapes.stream().collect(Collectors.toMap(Shape::name, Function.identity()));
        this.upstreams = upstreams;
        this.tokens = tokens;
        this.ids = ids;
        this.clock = clock;
    }

    /** The shape of a job. */
    public Shape shape(Job job) {
        return Optional.ofNullable(shapes.get(job.shape()))
                .orElseThrow(() -> new IllegalStateException("no shape " + job.shape()));
    }

    /** Ends a job by the reply to its last attempt, if there was one. */
    public Settlement ended(Job job, JobEnd end, Optional<Reply> reply, Instant now) {
        return ended(job, end, JobTimes.ended(job, reply, now));
    }

    private Settlement ended(Job job, JobEnd end, JobTimes times) {
        Outcome outcome =
                end instanceof JobEnd.Failed(String _, String reason, var _)
                        ? new Outcome.Refused(reason)
                        : new Outcome.Success();
        return new Settlement(outcome, shape(job).ended(job, end, times));
    }

    /** What is committed when somebody calls it off, or it ends by a fault of ours. */
    public Change ended(Job job, JobEnd end, Instant now) {
        return shape(job).ended(job, end, JobTimes.ended(job, Optional.empty(), now));
    }

    /**
     * What becomes of a job whose upstream has failed it: it goes on at a fallback, is tried again,
     * or fails.
     *
     * @param line in which the job stands there
     * @param jitter uniform in [0, 1)
     */
    public Settlement failed(
            Call call, Job job, UpstreamQueue line, Reply bad, double jitter, Instant now) {
        Optional<UpstreamChoice> next = upstreams.after(call.lane(), job.model());
        if (next.isPresent() && Breaker.isFailure(bad)) {
            String why = UpstreamReplies.failed(bad).reason();
            return moved(job, line, next.get(), why, now);
        }
        Outcome judged =
                upstreams.retries(call.lane()).judge(bad, call.attempts() + 1, now, jitter);
        return switch (judged) {
            case Outcome.Success _ -> throw new IllegalStateException("a failure is no success");
            case Outcome.Retry(Instant at, String why) ->
                    Settlement.of(new Outcome.Retry(at, UpstreamReplies.described(why, bad)));
            case Outcome.Refused(String reason) ->
                    ended(job, UpstreamReplies.failed(reason, bad), Optional.of(bad), now);
        };
    }

    /** The call ends, and another carries its job to the same line of the next upstream. */
    public Settlement moved(
            Job job, UpstreamQueue line, UpstreamChoice next, String why, Instant now) {
        LaneId lane = next.upstream().lane(line, job.project());
        Call further =
                Call.of(new CallId(ids.next()), job.project(), Jobs.KIND, lane, job.event(), now);
        return new Settlement(
                new Outcome.Refused(why + "; goes on at " + next.upstream().name()),
                Change.accept(List.of(), List.of(further)));
    }

    /**
     * Ends a job that was a task at an upstream, or hands it on when that failed it and there is a
     * fallback.
     *
     * @param lane of the upstream
     * @param line in which the job stood there
     * @param handedOverAt when it was handed over, by the steady time
     */
    public Settlement ended(
            Job job,
            LaneId lane,
            UpstreamQueue line,
            JobEnd end,
            Instant handedOverAt,
            Instant now) {
        if (end instanceof JobEnd.Success(ModelAnswer answer)) {
            count(lane, answer);
        }
        Optional<UpstreamChoice> next =
                end instanceof JobEnd.Failed
                        ? upstreams.after(lane, job.model())
                        : Optional.empty();
        return next.isPresent() && end instanceof JobEnd.Failed(String _, String reason, var _)
                ? moved(job, line, next.get(), reason, now)
                : ended(job, end, times(job, clock.shown(handedOverAt), now));
    }

    private static JobTimes times(Job job, Instant at, Instant now) {
        return new JobTimes(
                job.createdAt(), Optional.of(at.isAfter(now) ? now : at), Optional.empty(), now);
    }

    /** Counts what the upstream of a lane says an answer took. */
    public void count(LaneId lane, ModelAnswer answer) {
        Upstreams.name(lane)
                .ifPresent(name -> tokens.used(name, answer.inputTokens(), answer.outputTokens()));
    }
}
