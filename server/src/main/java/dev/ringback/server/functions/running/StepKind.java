package dev.ringback.server.functions.running;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.server.functions.apps.AppReplies;
import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RunJob;
import dev.ringback.server.functions.sdk.OwnEndpoint;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.SdkCall;
import dev.ringback.server.functions.sdk.SdkName;
import dev.ringback.server.functions.sdk.StepOp;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kind of call that asks an app to go on with a run, or to run one of its steps. What the app
 * has done is committed with the attempt, and with what follows from it.
 */
final class StepKind implements Kind {

    static final String NAME = "step";

    /** As long as the SDKs' own server waits. */
    private static final Duration DEADLINE = Duration.ofHours(2);

    /** A request has at most so many bytes, and is text before. */
    private static final int TIMES_BODY = 3;

    private final RunPorts ports;
    private final AppWires wires;
    private final AppSigning signing;
    private final AppReplies replies;
    private final RunSettling settling;

    StepKind(RunPorts ports, AppWires wires, AppSigning signing) {
        this.ports = ports;
        this.wires = wires;
        this.signing = signing;
        this.replies = new AppReplies(signing);
        this.settling = new RunSettling(ports);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** {@inheritDoc} What steps return is kept with the steps. */
    @Override
    public boolean keepsBodies() {
        return true;
    }

    @Override
    public long concludes(Event event, Reply reply) {
        return reply instanceof Reply.Answered answered ? 6L * answered.body().size() : 0;
    }

    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        return settling.part(call, run -> job(run, call.id()))
                .map(found -> prepared(call, found.run(), found.part(), now))
                .orElse(new Prepared.Decide(RunSettling.OVER));
    }

    private Prepared prepared(Call call, LiveRun run, RunJob job, Instant now) {
        return ports.functions()
                .find(run.run().function())
                .map(function -> asked(call, run, job, function, now))
                .orElseGet(() -> abandoned(call, run, gone(run), now));
    }

    private Prepared asked(Call call, LiveRun run, RunJob job, LiveFunction function, Instant now) {
        SdkCall request =
                run.state()
                        .call(
                                run.facts(),
                                function.uuid().toString(),
                                job,
                                Ulid.of(ports.ids().next()));
        FunctionEvent first = run.facts().events().getFirst();
        return OwnEndpoint.is(first)
                ? endpoint(call, run, request, OwnEndpoint.read(first), now)
                : function(call, run, request, function, now);
    }

    /** What the app cannot be told in such a request it fetches. */
    private Prepared endpoint(
            Call call, LiveRun run, SdkCall request, OwnEndpoint.Read read, Instant now) {
        return switch (read) {
            case OwnEndpoint.Read.Bad(String why) ->
                    abandoned(call, run, new Happening.Abandoned("Error", why), now);
            case OwnEndpoint.Read.Good(OwnEndpoint endpoint) -> {
                List<Header> headers = new ArrayList<>();
                if (!endpoint.type().isEmpty()) {
                    headers.add(new Header("Content-Type", endpoint.type()));
                }
                headers.add(new Header("User-Agent", "Inngest"));
                request.ownHeaders().forEach((name, value) -> headers.add(new Header(name, value)));
                headers.add(signing.mark(endpoint.signed().getBytes(UTF_8), now));
                yield new Prepared.Send(
                        new Request(
                                endpoint.method(),
                                URI.create(endpoint.url()),
                                headers,
                                Payload.of(endpoint.body().getBytes(UTF_8)),
                                DEADLINE,
                                AppReplies.MOST_BYTES),
                        headers);
            }
        };
    }

    private Prepared function(
            Call call, LiveRun run, SdkCall request, LiveFunction function, Instant now) {
        RoomOfThread.take(TIMES_BODY * run.state().stateBytes());
        return switch (request.body(function.sdk())) {
            case SdkCall.Body.TooLarge(String why) ->
                    abandoned(call, run, new Happening.Abandoned("StateTooLarge", why), now);
            case SdkCall.Body.Fits(var json) -> {
                byte[] body = json.bytes();
                List<Header> headers = headers(request, body, now);
                yield new Prepared.Send(
                        new Request(
                                "POST",
                                URI.create(request.url(function.config().url())),
                                headers,
                                Payload.of(body),
                                DEADLINE,
                                AppReplies.MOST_BYTES),
                        headers);
            }
        };
    }

    private List<Header> headers(SdkCall request, byte[] body, Instant now) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("User-Agent", "Inngest"));
        request.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        headers.addAll(signing.sign(body, now));
        return headers;
    }

    private static Happening gone(LiveRun run) {
        return new Happening.Abandoned(
                "FunctionRemoved",
                "the function " + run.run().slug() + " is not registered any more");
    }

    private Prepared abandoned(Call call, LiveRun run, Happening why, Instant now) {
        return new Prepared.Decide(settling.settled(call, run, why, now));
    }

    /** Which request of the run it is; empty when that is not to be made any more. */
    private static Optional<RunJob> job(LiveRun run, CallId call) {
        return run.run().calls().jobs().entrySet().stream()
                .filter(each -> each.getValue().equals(call))
                .findFirst()
                .flatMap(each -> Optional.ofNullable(run.state().jobs().get(each.getKey())));
    }

    @Override
    public Reply send(Call call, Event event, Request request, Hangup hangup) {
        boolean configured =
                FunctionLanes.function(call.lane())
                        .flatMap(ports.functions()::find)
                        .filter(LiveFunction::configured)
                        .isPresent();
        return wires.of(configured).send(call.project(), request, hangup);
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        return settling.part(call, run -> job(run, call.id()))
                .map(found -> settled(call, found.run(), found.part(), reply, now))
                .orElse(RunSettling.OVER);
    }

    private Settlement settled(Call call, LiveRun run, RunJob job, Reply reply, Instant now) {
        SdkAnswer answer = replies.read(reply, sdk(run), now);
        List<StepOp> told = answer instanceof SdkAnswer.Steps steps ? steps.ops() : List.of();
        Happening happening = new Happening.Answered(job.id(), job.generation(), answer);
        return settling.settled(
                call, started(run, reply, now), happening, told, AppReplies.words(answer), now);
    }

    private SdkName sdk(LiveRun run) {
        return ports.functions()
                .find(run.run().function())
                .map(LiveFunction::sdk)
                .orElse(SdkName.of(""));
    }

    /** The run, which has started when the app was asked first. */
    private static LiveRun started(LiveRun run, Reply reply, Instant now) {
        return run.run().startedAt().isPresent()
                ? run
                : run.startedAt(now.minusNanos(1_000 * reply.timing().totalMicros()));
    }

    @Override
    public Change ended(Call call, Event event, CallState end, Instant now) {
        return settling.ended(call, end, now);
    }
}
