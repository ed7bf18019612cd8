package dev.ringback.server.responses;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Peer;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.jobs.BackgroundIntake;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.JobFeature;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.jobs.live.Broadcasts;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.WaitField;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.work.Awaited;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Background responses: submitted, polled, followed, called off and deleted. */
public final class ResponseRoutes implements BackgroundIntake, JobFeature {

    private static final String PATH = "/v1/responses/{id}";
    private static final int ID_BYTES = 16;
    private static final List<String> LISTED = List.of("after", "limit", "order", "include");

    /** The parameters with which one may be asked for, as OpenAI's clients do it. */
    private static final List<String> SHOWN =
            List.of("stream", "starting_after", "include", "include_obfuscation");

    private final Guard guard;
    private final Jobs jobs;
    private final Awaited awaited;
    private final RandomGenerator random;
    private final Time time;
    private final StoredResponses stored;
    private final Conversation conversation;
    private final Broadcasts broadcasts;
    private final ResponseShape shape;
    private final Submits submits;
    private final Following following;

    /** Wires. */
    public ResponseRoutes(InferencePorts ports) {
        guard = ports.guard();
        jobs = ports.jobs();
        awaited = ports.awaited();
        random = ports.ground().random();
        time = ports.ground().time();
        stored = new StoredResponses(jobs, ports.announcements(), time);
        conversation = new Conversation(stored, ports.maxBody());
        broadcasts = new Broadcasts(new ResponseTelling(), time.now(), ports.ground().budget());
        submits = ports.submits();
        following = new Following(stored, time, broadcasts);
        shape = new ResponseShape(ports.announcements(), broadcasts);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public List<Follower> followers() {
        return List.of(broadcasts);
    }

    /** {@inheritDoc} They follow a response. */
    @Override
    public void letGo() {
        broadcasts.close();
    }

    /** The routes beside the submit, which is one of OpenAI's operations. */
    @Override
    public List<Route> routes() {
        return List.of(
                route("GET", PATH, SHOWN, Scope.READ, this::show),
                route("DELETE", PATH, List.of(), Scope.INGEST, this::delete),
                route("GET", PATH + "/input_items", LISTED, Scope.READ, this::inputItems),
                route("POST", PATH + "/cancel", List.of(), Scope.INGEST, this::cancel));
    }

    private Route route(
            String method, String path, List<String> query, Scope scope, Guard.Guarded handler) {
        int body = method.equals("POST") ? ModelRequest.LONGEST : 0;
        return new Route(method, path, body, guard.require(scope, OpenAiError.WORDS, handler))
                .knowing(query, OpenAiError.UNKNOWN_PARAMETER);
    }

    @Override
    public Asked<ModelRequest> continued(ProjectId project, ModelRequest asked) {
        return conversation.continued(project, asked);
    }

    @Override
    public HttpResponse submit(
            ModelRequest asked, UpstreamChoice choice, HttpRequest request, Caller caller) {
        return WaitField.of(request)
                .answer(wait ->
                        continued(caller.project(), asked)
                                .answer(whole -> {
                                    Change made = made(caller.project(), asked, whole, choice);
                                    HttpResponse answer =
                                            submits.once(
                                                    request,
                                                    caller,
                                                    OpenAiError::response,
                                                    submit ->
                                                            asked.streamed()
                                                                    ? streamed(
                                                                            submit,
                                                                            made,
                                                                            request.peer())
                                                                    : submit(submit, made, wait));
                                    return asked.streamed()
                                            ? again(caller.project(), answer, request.peer())
                                            : answer;
                                }));
    }

    /** Who asks for a stream again follows the response that was taken then, from its beginning. */
    private HttpResponse again(ProjectId project, HttpResponse answer, Peer peer) {
        return answer instanceof HttpResponse.Whole(int status, var _, Payload body)
                        && status == 200
                ? JsonTree.readObject(body)
                        .flatMap(json -> json.text("id"))
                        .flatMap(id -> stored.job(project, id))
                        .<HttpResponse>map(job -> following.answer(job.bare(), -1, peer))
                        .orElse(answer)
                : answer;
    }

    /**
     * A job that is about to be taken.
     *
     * @param asked as the client has it
     * @param whole the same with the conversation that it goes on from
     */
    private Change made(
            ProjectId project, ModelRequest asked, ModelRequest whole, UpstreamChoice choice) {
        Optional<String> previous =
                whole.equals(asked) ? Optional.empty() : Conversation.previous(asked);
        var draft =
                new JobDraft(
                        nextId(),
                        project,
                        ResponseShape.NAME,
                        whole.operation(),
                        whole.model(),
                        ResponseShape.detail(whole.webhookId(), previous),
                        whole.body());
        return jobs.made(draft, choice, UpstreamQueue.JOBS, time.now());
    }

    private HttpResponse submit(Submits.Submission submit, Change made, Duration wait) {
        Job job = Job.of(made.events().getFirst());
        try (var ended = awaited.begin(job.project(), Set.of(ResponseShape.ended(job.id())))) {
            HttpResponse.Whole queued = queued(job);
            return submit.commit(made, queued)
                    .or(() ->
                            wait.isZero()
                                    ? Optional.empty()
                                    : ended.await(wait).map(ResponseRoutes::whole))
                    .orElse(queued);
        }
    }

    /** Follows the response from before it is taken, so that nothing of it is missed. */
    private HttpResponse streamed(Submits.Submission submit, Change made, Peer peer) {
        Job whole = Job.of(made.events().getFirst());
        Job job = whole.bare();
        Broadcasts.Seat seat = broadcasts.open(job.project(), job.id());
        Optional<HttpResponse.Whole> instead = submit.commit(made, queued(whole));
        if (instead.isPresent()) {
            seat.close();
            return instead.get();
        }
        var stream = new ResponseStream(stored, time, job, seat.broadcast(), -1);
        peer.whenGone(stream::leave);
        return new HttpResponse.Streamed(
                200,
                Following.STREAM,
                out -> {
                    try (seat) {
                        stream.write(out);
                    }
                });
    }

    private static HttpResponse.Whole whole(Event ended) {
        return HttpResponse.json(200, ended.payload());
    }

    private static HttpResponse.Whole queued(Job job) {
        return HttpResponse.json(200, BackgroundResponse.begun(job, false).payload());
    }

    private String nextId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return "resp_" + HexFormat.of().formatHex(bytes);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        if (Following.isAsked(request)) {
            return followed(request, caller);
        }
        return shown(caller.project(), request.parameter("id"));
    }

    private HttpResponse.Whole shown(ProjectId project, String id) {
        return stored.find(project, id)
                .map(payload -> HttpResponse.json(200, payload))
                .orElseGet(() -> notFound(id));
    }

    private HttpResponse followed(HttpRequest request, Caller caller) {
        String after = request.query("starting_after").filter(text -> !text.isEmpty()).orElse("-1");
        if (!after.matches("-1|[0-9]{1,9}")) {
            return OpenAiError.field(
                            "starting_after",
                            "starting_after must be the sequence_number of an event")
                    .response();
        }
        String id = request.parameter("id");
        Optional<Job> job = stored.job(caller.project(), id).map(Job::bare);
        if (job.isEmpty()) {
            return notFound(id);
        }
        return following.answer(job.get(), Long.parseLong(after), request.peer());
    }

    /** Calls a response off; one that has ended stays as it is. */
    private HttpResponse cancel(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        Optional<Job> job = stored.job(caller.project(), id);
        if (job.isEmpty()) {
            return notFound(id);
        }
        return stored.cancel(job.get())
                .map(OpenAiError::response)
                .orElseGet(() -> shown(caller.project(), id));
    }

    private HttpResponse delete(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        if (stored.find(caller.project(), id).isEmpty()) {
            return notFound(id);
        }
        return stored.delete(caller.project(), id)
                .map(OpenAiError::response)
                .orElseGet(() -> deleted(id));
    }

    private static HttpResponse.Whole deleted(String id) {
        return HttpResponse.of(
                200, new JsonObject().put("id", id).put("object", "response").put("deleted", true));
    }

    private HttpResponse inputItems(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        return stored.job(caller.project(), id)
                .map(job -> InputItems.of(id, asked(job).at("input")))
                .map(items -> InputItems.page(request, items))
                .map(asked -> asked.answer(page -> HttpResponse.json(200, page.payload())))
                .orElseGet(() -> notFound(id));
    }

    private static JsonObject asked(Job job) {
        return JsonTree.readObject(job.request()).orElseThrow();
    }

    private static HttpResponse.Whole notFound(String id) {
        return OpenAiError.of(
                        404, "response_not_found", "no response has the id '%s'".formatted(id))
                .response();
    }
}
