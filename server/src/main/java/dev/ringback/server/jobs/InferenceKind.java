package dev.ringback.server.jobs;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.UpstreamReplies.Read;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The kind of call that asks an upstream for the answer to a job. What the client is told when the
 * job ends is committed with its last attempt, in the words of the job's shape.
 *
 * <p>When an upstream fails that has a fallback, its call ends and another one carries the same job
 * to the next upstream.
 */
public final class InferenceKind implements Kind {

    /** The word for it. */
    public static final String NAME = "inference";

    /** So often the demo models hold a request: as text, as a tree, and as their answer. */
    private static final long DEMO_TIMES = 4;

    private final UpstreamWire wire;
    private final Upstreams upstreams;
    private final Map<String, Shape> shapes;
    private final Commits commits;
    private final TokenCounter tokens;
    private final Ids ids;
    private final RandomGenerator random;
    private final Clock time;

    /**
     * What the kind reaches.
     *
     * @param upstreams the model servers
     * @param wire the way to them
     * @param commits commits what a shape says before a request is sent
     * @param tokens counts
     * @param ids of the calls to fallbacks
     * @param random for the jitter
     * @param time bounds streams
     */
    public record Ports(
            Upstreams upstreams,
            UpstreamWire wire,
            Commits commits,
            TokenCounter tokens,
            Ids ids,
            RandomGenerator random,
            Clock time) {}

    /**
     * Wires.
     *
     * @param shapes all there are, each with a different name
     */
    public InferenceKind(Ports ports, List<Shape> shapes) {
        this.wire = ports.wire();
        this.upstreams = ports.upstreams();
        this.commits = ports.commits();
        this.tokens = ports.tokens();
        this.ids = ports.ids();
        this.random = ports.random();
        this.time = ports.time();
        this.shapes = shapes.stream().collect(Collectors.toMap(Shape::name, Function.identity()));
    }

    @Override
    public String name() {
        return NAME;
    }

    /** {@inheritDoc} The client is told the answer by an event, which therefore has it. */
    @Override
    public boolean keepsBodies() {
        return true;
    }

    /** {@inheritDoc} The client's bytes are cut out, and written anew for the upstream. */
    @Override
    public long needs(Call call, int payload) {
        boolean demo =
                upstreams
                        .behind(call.lane(), "")
                        .filter(choice -> choice.upstream().isDemo())
                        .isPresent();
        return (2L + (demo ? DEMO_TIMES : 0)) * payload;
    }

    /** About what the demo models hold in this very process of a request, beside its values. */
    public static long demoBytes(Payload request) {
        return DEMO_TIMES * request.size() + JsonTree.treeBytes(request);
    }

    /**
     * {@inheritDoc} The answer becomes a tree, and is written down with the client's bytes; texts
     * may take two bytes for a character.
     */
    @Override
    public long concludes(Event event, Reply reply) {
        long payload = event.payload().size();
        return reply instanceof Reply.Answered answered
                ? 2 * payload + 4L * answered.body().size() + JsonTree.treeBytes(answered.body())
                : 2 * payload;
    }

    /**
     * {@inheritDoc} An upstream that is no longer configured is not ready: it may be a slip that is
     * soon mended, and if not, the client is told like of any other failure.
     */
    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        Job job = Job.of(event);
        Optional<UpstreamChoice> choice = upstreams.behind(call.lane(), job.model());
        if (choice.isEmpty()) {
            return unready("none is configured for the lane " + call.lane());
        }
        Optional<UpstreamChoice> instead = upstreams.insteadOf(call.lane(), job.model());
        if (instead.isPresent()) {
            return new Prepared.Decide(moved(call, instead.get(), "upstream is ailing", now));
        }
        return switch (shape(job).question(job)) {
            case Shape.Question.For(ModelRequest request) ->
                    prepare(job, request, choice.get(), now);
            case Shape.Question.Wrong(String code, String reason) ->
                    new Prepared.Decide(
                            ended(job, new JobEnd.Failed(code, reason), Optional.empty(), now));
        };
    }

    private Prepared prepare(Job job, ModelRequest asked, UpstreamChoice choice, Instant now) {
        Change started = shape(job).started(job, now);
        if (!started.equals(Shape.NOTHING)
                && !(commits.commit(started) instanceof Committed.Done)) {
            return unready("what happens cannot be stored");
        }
        if (choice.upstream().isDemo()) {
            RoomOfThread.take(JsonTree.treeBytes(asked.body()));
        }
        boolean streaming = asked.streamed() && shape(job).listener().isPresent();
        Request request =
                UpstreamRequests.post(
                        choice.upstream(),
                        asked.operation().path(),
                        asked.forUpstream(
                                choice.model(), streaming, choice.upstream().takesMetadata()),
                        streaming);
        return new Prepared.Send(request, UpstreamRequests.shown(request));
    }

    @Override
    public Reply send(Call call, Event event, Request request, Hangup hangup) {
        return upstreams
                .behind(call.lane(), "")
                .map(choice ->
                        UpstreamRequests.isStreaming(request)
                                ? streamed(choice.upstream(), call, event, request, hangup)
                                : wire.send(
                                        choice.upstream(),
                                        Upstreams.queue(call.lane()),
                                        call.project(),
                                        request,
                                        hangup))
                .orElseGet(() -> fault("it is no longer configured"));
    }

    private Reply streamed(
            Upstream upstream, Call call, Event event, Request request, Hangup hangup) {
        Job job = Job.of(event);
        AnswerListener listener = shape(job).listener().orElseThrow();
        try (AnswerListener.AttemptListener attempt = listener.begin(job, call)) {
            var answer = new StreamedAnswer(job.operation(), attempt, hangup, time, request.room());
            return answer.read(
                    wire.stream(
                            upstream,
                            Upstreams.queue(call.lane()),
                            call.project(),
                            request,
                            hangup));
        }
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        Job job = Job.of(event);
        return switch (UpstreamReplies.read(job.operation(), reply)) {
            case Read.Good(ModelAnswer answer) -> {
                count(call.lane(), answer);
                yield ended(job, new JobEnd.Success(answer), Optional.of(reply), now);
            }
            case Read.Bad(Reply bad) -> failed(call, job, bad, now);
        };
    }

    private Settlement failed(Call call, Job job, Reply bad, Instant now) {
        Optional<UpstreamChoice> next = upstreams.after(call.lane(), job.model());
        if (next.isPresent() && Breaker.isFailure(bad)) {
            return moved(call, next.get(), UpstreamReplies.failed(bad).reason(), now);
        }
        Outcome judged =
                upstreams
                        .retries(call.lane())
                        .judge(bad, call.attempts() + 1, now, random.nextDouble());
        return switch (judged) {
            case Outcome.Success _ -> throw new IllegalStateException("a failure is no success");
            case Outcome.Retry(Instant at, String why) ->
                    Settlement.of(new Outcome.Retry(at, UpstreamReplies.described(why, bad)));
            case Outcome.Refused(String reason) ->
                    ended(job, UpstreamReplies.failed(reason, bad), Optional.of(bad), now);
        };
    }

    /** The call ends, and another carries its job to the next upstream. */
    private Settlement moved(Call call, UpstreamChoice next, String why, Instant now) {
        LaneId lane = next.upstream().lane(Upstreams.queue(call.lane()), call.project());
        Call further =
                Call.of(new CallId(ids.next()), call.project(), NAME, lane, call.event(), now);
        return new Settlement(
                new Outcome.Refused(why + "; goes on at " + next.upstream().name()),
                Change.accept(List.of(), List.of(further)));
    }

    @Override
    public Change ended(Call call, Event event, CallState end, Instant now) {
        Job job = Job.of(event);
        JobEnd told =
                end instanceof CallState.Dead(Instant _, String reason)
                        ? new JobEnd.Failed("internal_error", reason)
                        : new JobEnd.Cancelled();
        return shape(job).ended(job, told, JobTimes.ended(job, Optional.empty(), now));
    }

    private Settlement ended(Job job, JobEnd end, Optional<Reply> reply, Instant now) {
        Outcome outcome =
                end instanceof JobEnd.Failed(String _, String reason, var _)
                        ? new Outcome.Refused(reason)
                        : new Outcome.Success();
        return new Settlement(outcome, shape(job).ended(job, end, JobTimes.ended(job, reply, now)));
    }

    private void count(LaneId lane, ModelAnswer answer) {
        upstreams
                .behind(lane, "")
                .ifPresent(choice ->
                        tokens.used(
                                choice.upstream().name(),
                                answer.inputTokens(),
                                answer.outputTokens()));
    }

    private Shape shape(Job job) {
        return Optional.ofNullable(shapes.get(job.shape()))
                .orElseThrow(() -> new IllegalStateException("no shape " + job.shape()));
    }

    private static Prepared unready(String why) {
        return new Prepared.Unready(fault(why));
    }

    private static Reply fault(String why) {
        return new Reply.Faulted(WireFault.CONNECT_FAILED, why, Timing.NONE);
    }
}
