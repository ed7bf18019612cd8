package dev.ringback.server.responses;

import dev.ringback.kernel.CallState;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.Move;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Time;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.http.Route;
import dev.ringback.server.inference.Awaited;
import dev.ringback.server.inference.Background;
import dev.ringback.server.inference.Ending;
import dev.ringback.server.inference.InferencePorts;
import dev.ringback.server.inference.InferenceRoutes;
import dev.ringback.server.inference.Job;
import dev.ringback.server.inference.JobDraft;
import dev.ringback.server.inference.Jobs;
import dev.ringback.server.inference.Json;
import dev.ringback.server.inference.ModelRequest;
import dev.ringback.server.inference.OpenAiError;
import dev.ringback.server.inference.WaitField;
import dev.ringback.server.upstreams.Choice;
import dev.ringback.server.upstreams.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Background responses: submitted, polled and called off. */
public final class ResponseRoutes implements Background {

    private static final String PATH = "/v1/responses/{id}";
    private static final int ID_BYTES = 16;

    private final Guard guard;
    private final Jobs jobs;
    private final Awaited awaited;
    private final RandomGenerator random;
    private final Time time;

    /** Wires. */
    public ResponseRoutes(InferencePorts ports) {
        guard = ports.guard();
        jobs = ports.jobs();
        awaited = ports.awaited();
        random = ports.random();
        time = ports.time();
    }

    /** The routes beside the submit, which is one of {@link InferenceRoutes}. */
    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        PATH,
                        0,
                        guard.require(Scope.READ, InferenceRoutes.WORDS, this::show)),
                new Route(
                        "POST",
                        PATH + "/cancel",
                        InferenceRoutes.MAX_BODY,
                        guard.require(Scope.INGEST, InferenceRoutes.WORDS, this::cancel)));
    }

    @Override
    public HttpResponse submit(
            ModelRequest asked, Choice choice, HttpRequest request, Caller caller) {
        if (asked.streamed()) {
            return OpenAiError.field(
                            "stream",
                            "stream must be false in background mode; poll, or name a webhook")
                    .response();
        }
        return switch (WaitField.of(request)) {
            case WaitField.Reading.Invalid(OpenAiError error) -> error.response();
            case WaitField.Reading.Valid(Duration wait) ->
                    submit(caller.project(), asked, choice, wait);
        };
    }

    private HttpResponse submit(
            ProjectId project, ModelRequest asked, Choice choice, Duration wait) {
        String id = nextId();
        Instant now = time.now();
        var draft =
                new JobDraft(
                        id,
                        project,
                        ResponseShape.NAME,
                        asked.operation(),
                        asked.model(),
                        ResponseShape.detail(asked.webhookId()),
                        asked.body());
        try (var ended = awaited.begin(project, Set.of(ResponseShape.ended(id)))) {
            return OpenAiError.unless(jobs.commit(jobs.made(draft, choice, Line.JOBS, now)))
                    .map(OpenAiError::response)
                    .or(() ->
                            wait.isZero()
                                    ? Optional.empty()
                                    : ended.await(wait).map(ResponseRoutes::whole))
                    .orElseGet(() -> queued(id, now, asked));
        }
    }

    private static HttpResponse.Whole whole(Event ended) {
        return HttpResponse.json(200, ended.payload());
    }

    private static HttpResponse.Whole queued(String id, Instant now, ModelRequest asked) {
        return HttpResponse.json(
                200, Json.write(BackgroundResponse.begun(id, false, now, asked.body())));
    }

    private String nextId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return "resp_" + HexFormat.of().formatHex(bytes);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        if (request.query("stream").filter("true"::equals).isPresent()) {
            return OpenAiError.field("stream", "stream must be false: what is over is shown whole")
                    .response();
        }
        String id = request.parameter("id");
        return find(caller.project(), id)
                .map(payload -> HttpResponse.json(200, payload))
                .orElseGet(() -> notFound(id));
    }

    /** Calls a response off; one that has ended stays as it is. */
    private HttpResponse cancel(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        Optional<Job> job = jobs.find(caller.project(), id, ResponseShape.NAME);
        if (job.isEmpty()) {
            return notFound(id);
        }
        return jobs.cancel(job.get()) instanceof Move.NotCommitted(var committed)
                ? OpenAiError.unless(committed).orElseThrow().response()
                : show(request, caller);
    }

    private static HttpResponse.Whole notFound(String id) {
        return OpenAiError.of(
                        404, "response_not_found", "no response has the id '%s'".formatted(id))
                .response();
    }

    /** How one ended is read from the event that announced it, so that poll and webhook agree. */
    private Optional<Payload> find(ProjectId project, String id) {
        return ended(project, id)
                .or(() ->
                        jobs.find(project, id, ResponseShape.NAME)
                                .flatMap(job ->
                                        jobs.progress(job)
                                                .map(progress -> unfinished(job, progress))));
    }

    private Optional<Payload> ended(ProjectId project, String id) {
        return jobs.event(project, id + ":ended")
                .filter(event -> event.type().startsWith("response."))
                .map(Event::payload);
    }

    /** One that ended between two reads has its event by now. */
    private Payload unfinished(Job job, Jobs.Progress progress) {
        return switch (progress.state()) {
            case CallState.Waiting _, CallState.Running _ ->
                    Json.write(
                            BackgroundResponse.begun(
                                    job.id(), progress.running(), job.createdAt(), job.request()));
            case CallState.Succeeded(Instant at) -> ended(job, failed("its answer is gone"), at);
            case CallState.Dead(Instant at, String reason) -> ended(job, failed(reason), at);
            case CallState.Cancelled(Instant at) -> ended(job, new Ending.Cancelled(), at);
        };
    }

    private static Ending failed(String reason) {
        return new Ending.Failed("internal_error", reason);
    }

    private Payload ended(Job job, Ending otherwise, Instant at) {
        return ended(job.project(), job.id())
                .orElseGet(() -> Json.write(BackgroundResponse.ended(job, otherwise, at)));
    }
}
