package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobEnds;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.StreamedAnswer;
import dev.ringback.server.jobs.UpstreamReplies;
import dev.ringback.server.jobs.UpstreamReplies.Read;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The kind of call that asks an upstream for the answer to a job. What the client is told when the
 * job ends is committed with its last attempt, in the words of the job's shape.
 *
 * <p>When an upstream fails that has a fallback, its call ends and another one carries the same job
 * to the next upstream; when one has taken it and calls back later, another one waits for that.
 *
 * @param upstreams the model servers
 * @param wire the way to them
 * @param commits commits what a shape says before a request is sent
 * @param ends ends jobs
 * @param tasks those whose upstream calls back
 * @param random for the jitter
 * @param time bounds streams
 */
public record InferenceKind(
        Upstreams upstreams,
        UpstreamWire wire,
        Commits commits,
        JobEnds ends,
        TaskJobs tasks,
        RandomGenerator random,
        Clock time)
        implements Kind {

    /** The word for it. */
    public static final String NAME = Jobs.KIND;

    /** So often the demo models hold a request: as text, as a tree, and as their answer. */
    private static final long DEMO_TIMES = 4;

    /**
     * That of the jobs of these shapes.
     *
     * @param doors where upstreams call back
     */
    public static InferenceKind of(InferencePorts ports, List<Shape> shapes, CallbackDoors doors) {
        Ground ground = ports.ground();
        var ends =
                new JobEnds(shapes, ports.upstreams(), ports.tokens(), ground.ids(), ground.time());
        var kept = new KeptTasks(ground.store(), ground.time());
        return new InferenceKind(
                ports.upstreams(),
                ports.wire(),
                ground.engine(),
                ends,
                TaskJobs.of(kept, ends, doors, ground.engine(), ground.ids(), ground.time()),
                ground.random(),
                ground.time());
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
        if (TaskJobs.isOne(call)) {
            return tasks.looking(call, job, choice.get().upstream(), now);
        }
        Optional<UpstreamChoice> instead = upstreams.insteadOf(call.lane(), job.model());
        if (instead.isPresent()) {
            return new Prepared.Decide(
                    ends.moved(
                            job,
                            Upstreams.queue(call.lane()),
                            instead.get(),
                            "upstream is ailing",
                            now));
        }
        Optional<Payload> own =
                choice.get().upstream().kind().answersAtOnce()
                        ? Optional.empty()
                        : ends.shape(job).input(job);
        if (own.isPresent()) {
            return started(job, now)
                    .orElseGet(
                            () -> tasks.handOver(call, job, Payload.EMPTY, own, choice.get(), now));
        }
        return switch (ends.shape(job).question(job)) {
            case Shape.Question.For(ModelRequest request) ->
                    started(job, now)
                            .orElseGet(() -> prepare(call, job, request, choice.get(), now));
            case Shape.Question.Wrong(String code, String reason) ->
                    new Prepared.Decide(
                            ends.ended(
                                    job, new JobEnd.Failed(code, reason), Optional.empty(), now));
        };
    }

    /** Commits that a job begins; what becomes of its call when that cannot be. */
    private Optional<Prepared> started(Job job, Instant now) {
        Change started = ends.shape(job).started(job, now);
        return started.equals(Shape.NOTHING) || commits.commit(started) instanceof Committed.Done
                ? Optional.empty()
                : Optional.of(unready("what happens cannot be stored"));
    }

    private Prepared prepare(
            Call call, Job job, ModelRequest asked, UpstreamChoice choice, Instant now) {
        boolean metadata = choice.upstream().passing().metadata();
        if (TaskJobs.takes(choice.upstream(), asked.operation())) {
            Payload request = asked.forUpstream(choice.model(), false, metadata);
            return tasks.handOver(call, job, request, Optional.empty(), choice, now);
        }
        if (choice.upstream().isDemo()) {
            RoomOfThread.take(JsonTree.treeBytes(asked.body()));
        }
        boolean streaming = asked.streamed() && ends.shape(job).listener().isPresent();
        Request request =
                UpstreamRequests.post(
                        choice.upstream(),
                        asked.operation().path(),
                        asked.forUpstream(choice.model(), streaming, metadata),
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
                                : asked(choice.upstream(), call, request, hangup))
                .orElseGet(() -> fault("it is no longer configured"));
    }

    private Reply asked(Upstream upstream, Call call, Request request, Hangup hangup) {
        UpstreamQueue queue = Upstreams.queue(call.lane());
        Reply reply = wire.send(upstream, queue, call.project(), request, hangup);
        return tasks.shown(call, upstream, reply);
    }

    private Reply streamed(
            Upstream upstream, Call call, Event event, Request request, Hangup hangup) {
        Job job = Job.of(event);
        UpstreamQueue queue = Upstreams.queue(call.lane());
        return StreamRefusal.orWhole(
                request,
                each ->
                        StreamedAnswer.of(
                                job,
                                call,
                                ends.shape(job).listener().orElseThrow(),
                                hangup,
                                time,
                                each.room(),
                                () -> wire.stream(upstream, queue, call.project(), each, hangup)));
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        Job job = Job.of(event);
        Optional<TaskJobs.Read> read =
                upstreams
                        .behind(call.lane(), job.model())
                        .flatMap(at -> tasks.read(call, job, at.upstream(), reply, now));
        if (read.isPresent()) {
            return switch (read.get()) {
                case TaskJobs.Read.Settled(Settlement settlement) -> settlement;
                case TaskJobs.Read.Bad(Reply bad) -> failed(call, job, bad, now);
            };
        }
        return switch (UpstreamReplies.read(job.operation(), reply)) {
            case Read.Good(ModelAnswer answer) -> {
                ends.count(call.lane(), answer);
                yield ends.ended(job, new JobEnd.Success(answer), Optional.of(reply), now);
            }
            case Read.Bad(Reply bad) -> failed(call, job, bad, now);
        };
    }

    private Settlement failed(Call call, Job job, Reply bad, Instant now) {
        UpstreamQueue line = tasks.line(call, job);
        Settlement failed = ends.failed(call, job, line, bad, random.nextDouble(), now);
        return failed.outcome() instanceof Outcome.Retry
                ? failed
                : new Settlement(failed.outcome(), failed.consequences().and(over(call, job, now)));
    }

    /** An end to the task that a job may be at its upstream. */
    private Change over(Call call, Job job, Instant now) {
        boolean direct =
                !TaskJobs.isOne(call)
                        && upstreams
                                .behind(call.lane(), "")
                                .filter(choice -> choice.upstream().kind() == UpstreamKind.DIRECT)
                                .isPresent();
        return direct ? Shape.NOTHING : tasks.ends().over(job, now);
    }

    @Override
    public Change ended(Call call, Event event, CallState end, Instant now) {
        Job job = Job.of(event);
        JobEnd told =
                end instanceof CallState.Dead(Instant _, String reason)
                        ? new JobEnd.Failed("internal_error", reason)
                        : new JobEnd.Cancelled();
        return ends.ended(job, told, now).and(over(call, job, now));
    }

    private static Prepared unready(String why) {
        return new Prepared.Unready(fault(why));
    }

    private static Reply fault(String why) {
        return new Reply.Faulted(WireFault.CONNECT_FAILED, why, Timing.NONE);
    }
}
