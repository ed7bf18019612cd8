package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.tasks.RemoteTask;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The kind of call that asks an upstream to give up a task that nobody waits for any more. It
 * carries a small event that says which.
 *
 * @param upstreams the model servers
 * @param wire the way to them
 * @param random for the jitter
 */
public record CallOffKind(Upstreams upstreams, UpstreamWire wire, RandomGenerator random)
        implements Kind {

    private static final String NAME = "upstream_cancel";
    private static final String TYPE = InternalEvents.type("inference.called_off");
    private static final String LANES = "upstream_cancel:";
    private static final LanePolicy LANE =
            new LanePolicy(4, 0, LanePolicy.Ordering.NONE, false, BreakerPolicy.DEFAULT);

    /** The change that has a task called off. */
    public static Change change(
            ProjectId project, String upstream, RemoteTask task, Instant now, Ids ids) {
        long sequence = ids.next();
        var event =
                new Event(
                        sequence,
                        project,
                        EventId.of(sequence),
                        TYPE,
                        task.job(),
                        now,
                        now,
                        Event.JSON,
                        new JsonObject()
                                .put("upstream", upstream)
                                .put("id", task.id())
                                .put("operation", task.operation().word())
                                .put("model", task.model())
                                .put("job", task.job())
                                .payload());
        var lane = new LaneId(LANES + upstream);
        Call call = Call.of(new CallId(ids.next()), project, NAME, lane, sequence, now);
        return Change.accept(List.of(event.from(MadeBy.job(task.job()))), List.of(call));
    }

    /** How the lanes of such calls run; empty for others. */
    public static Optional<LanePolicy> policy(LaneId lane) {
        return lane.value().startsWith(LANES) ? Optional.of(LANE) : Optional.empty();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        return upstream(event)
                .flatMap(upstream ->
                        TaskProtocol.of(upstream.kind())
                                .flatMap(protocol -> protocol.callOff(upstream, task(event))))
                .<Prepared>map(
                        request -> new Prepared.Send(request, UpstreamRequests.shown(request)))
                .orElseGet(() -> Prepared.Decide.refusing("the upstream cannot be asked for it"));
    }

    @Override
    public Reply send(Call call, Event event, Request request, Hangup hangup) {
        return wire.send(
                upstream(event).orElseThrow(), UpstreamQueue.JOBS, call.project(), request, hangup);
    }

    /** {@inheritDoc} A task that has ended cannot be called off, which is as good. */
    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        boolean heard = reply instanceof Reply.Answered answered && answered.status() / 100 == 4;
        boolean later =
                reply instanceof Reply.Answered answered
                        && (answered.status() == 408 || answered.status() == 429);
        return Settlement.of(
                heard && !later
                        ? new Outcome.Success()
                        : upstream(event)
                                .map(Upstream::retryPolicy)
                                .orElseThrow()
                                .judge(reply, call.attempts() + 1, now, random.nextDouble()));
    }

    private Optional<Upstream> upstream(Event event) {
        String name = told(event).text("upstream").orElseThrow();
        return upstreams.all().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static RemoteTask task(Event event) {
        JsonTree told = told(event);
        return new RemoteTask(
                told.text("id").orElseThrow(),
                Operation.parse(told.text("operation").orElseThrow()).orElseThrow(),
                told.text("model").orElseThrow(),
                told.text("job").orElseThrow());
    }

    private static JsonTree told(Event event) {
        return JsonTree.read(event.payload())
                .orElseThrow(() -> new IllegalStateException("not ours: " + event.id()));
    }
}
