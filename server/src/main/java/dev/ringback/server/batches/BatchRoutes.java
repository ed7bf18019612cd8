package dev.ringback.server.batches;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.net.wire.guard.UrlRule;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.files.Files;
import dev.ringback.server.files.StoredFile;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Paging;
import dev.ringback.server.openai.WaitField;
import dev.ringback.server.work.Awaited;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** OpenAI's batches: made, looked at, listed and cancelled. */
final class BatchRoutes {

    private static final String PATH = "/v1/batches";
    private static final int USUALLY_LISTED = 20;
    private static final int RACES = 10;

    private final BatchPorts ports;
    private final BatchWatch watch;
    private final Files files;
    private final Guard guard;
    private final UrlRule urls;
    private final Awaited awaited;
    private final Submits submits;

    /**
     * Wires.
     *
     * @param files what batches are made of
     * @param watch runs the batches
     * @param of what jobs of all shapes stand on
     */
    BatchRoutes(BatchPorts ports, Files files, BatchWatch watch, InferencePorts of) {
        this.ports = ports;
        this.watch = watch;
        this.files = files;
        this.guard = of.guard();
        this.urls = ports.webhooks().urls();
        this.awaited = of.awaited();
        this.submits = of.submits();
    }

    /** All routes, each behind the guard. */
    List<Route> routes() {
        return List.of(
                new Route(
                                "POST",
                                PATH,
                                BatchLimits.BATCH_BODY,
                                guard.storing()
                                        .require(Scope.INGEST, OpenAiError.WORDS, this::create))
                        .knowing(List.of("wait"), OpenAiError.UNKNOWN_PARAMETER),
                route("GET", PATH, List.of("limit", "after", "order"), Scope.READ, this::list),
                route("GET", PATH + "/{id}", List.of(), Scope.READ, this::show),
                route("POST", PATH + "/{id}/cancel", List.of(), Scope.INGEST, this::cancel));
    }

    private Route route(
            String method, String path, List<String> query, Scope scope, Guard.Guarded handler) {
        int body = method.equals("POST") ? BatchLimits.BATCH_BODY : 0;
        return new Route(method, path, body, guard.require(scope, OpenAiError.WORDS, handler))
                .knowing(query, OpenAiError.UNKNOWN_PARAMETER);
    }

    private HttpResponse create(HttpRequest request, Caller caller) {
        return WaitField.of(request)
                .answer(wait ->
                        BatchRequest.read(request.body())
                                .answer(asked ->
                                        submits.once(
                                                request,
                                                caller,
                                                OpenAiError::response,
                                                submit ->
                                                        create(
                                                                submit,
                                                                caller.project(),
                                                                asked,
                                                                wait))));
    }

    private HttpResponse create(
            Submits.Submission submit, ProjectId project, BatchRequest asked, Duration wait) {
        Optional<UrlCheck> url = asked.webhookUrl().map(urls::check);
        if (url.isPresent() && url.get() instanceof UrlCheck.Invalid(String reason)) {
            return OpenAiError.field("webhook_url", reason).response();
        }
        if (watch.open(project) >= BatchLimits.OPEN_BATCHES) {
            return OpenAiError.of(
                            429,
                            "too_many_batches",
                            "%d batches of this project have not ended; that is the limit"
                                    .formatted(BatchLimits.OPEN_BATCHES))
                    .response();
        }
        Optional<URI> webhook =
                url.map(each -> each instanceof UrlCheck.Valid(URI valid) ? valid : URI.create(""));
        String id = Sequence.text(Batch.PREFIX, ports.ground().ids().next());
        try (var ended = awaited.begin(project, Set.of(Batch.ended(id)))) {
            HttpResponse answer = create(submit, project, id, asked, webhook);
            return answer.status() == 200 && !wait.isZero() && ended.await(wait).isPresent()
                    ? show(project, id)
                    : answer;
        }
    }

    private HttpResponse create(
            Submits.Submission submit,
            ProjectId project,
            String id,
            BatchRequest asked,
            Optional<URI> webhook) {
        for (int races = 0; races < RACES; races++) {
            Optional<Document> input = files.document(project, asked.inputFile());
            Optional<OpenAiError> wrong = problem(asked.inputFile(), input.map(StoredFile::of));
            if (wrong.isPresent()) {
                return wrong.get().response();
            }
            Batch batch = batch(id, asked);
            Change made = made(project, batch, input.orElseThrow(), asked.outputKept(), webhook);
            HttpResponse.Whole accepted = HttpResponse.json(200, batch.body());
            Committed committed = submit.committed(made, accepted);
            if (!(committed instanceof Committed.Stale)) {
                return OpenAiError.unless(committed).map(OpenAiError::response).orElse(accepted);
            }
            Optional<HttpResponse.Whole> earlier = submit.earlier(committed);
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        return OpenAiError.of(503, "not_stored", "its input file changes all the time").response();
    }

    private static Optional<OpenAiError> problem(String id, Optional<StoredFile> input) {
        if (input.isEmpty()) {
            return wrong("file_not_found", "no file has the id '%s'".formatted(id));
        }
        if (!input.get().purpose().equals(StoredFile.BATCH)) {
            return wrong(
                    "wrong_purpose",
                    "the purpose of the file is '%s', and not 'batch'"
                            .formatted(input.get().purpose()));
        }
        return input.get().bytes() == 0
                ? wrong("empty_file", "the file is empty")
                : Optional.empty();
    }

    private static Optional<OpenAiError> wrong(String code, String message) {
        return Optional.of(
                new OpenAiError(400, message, Optional.of("input_file_id"), Optional.of(code)));
    }

    private Batch batch(String id, BatchRequest asked) {
        Instant now = ports.ground().time().now().truncatedTo(ChronoUnit.SECONDS);
        return Batch.created(id, asked, now, now.plus(asked.duration(ports.ground().retention())));
    }

    private Change made(
            ProjectId project,
            Batch batch,
            Document input,
            Optional<Duration> outputKept,
            Optional<URI> webhook) {
        Instant forgotten = batch.createdAt().plus(ports.ground().retention());
        Checkpoint begun = Checkpoint.begun(StoredFile.of(input), outputKept);
        List<Document> puts = new ArrayList<>();
        puts.add(batch.document(project, forgotten));
        puts.add(Checkpoint.document(project, batch.id(), begun).until(forgotten));
        // So that a removal that is under way sees that the file is in use.
        puts.add(input.revise(input.body()));
        webhook.map(url -> direct(project, batch, url))
                .ifPresent(each ->
                        puts.add(
                                ports.webhooks()
                                        .direct()
                                        .document(
                                                each,
                                                batch.expiresAt()
                                                        .plus(ports.ground().retention()))));
        return Change.put(puts.toArray(Document[]::new));
    }

    private static DirectWebhook direct(ProjectId project, Batch batch, URI url) {
        return new DirectWebhook(project, batch.id(), url, Optional.empty(), Format.RAW);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return show(caller.project(), request.parameter("id"));
    }

    private HttpResponse show(ProjectId project, String id) {
        return document(project, id)
                .map(document -> watch.counted(project, Batch.of(document)))
                .map(batch -> HttpResponse.json(200, batch.body()))
                .orElseGet(() -> notFound(id));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        return Paging.of(request, Batch.PREFIX, USUALLY_LISTED, BatchLimits.BATCHES_LISTED)
                .answer(paging ->
                        paging.answer(
                                page(caller.project(), paging).stream()
                                        .map(Batch::of)
                                        .map(batch -> watch.counted(caller.project(), batch).json())
                                        .toList()));
    }

    private List<Document> page(ProjectId project, Paging paging) {
        return ports.ground()
                .store()
                .documents(
                        new DocumentQuery(
                                Batch.KIND,
                                project,
                                paging.descending(),
                                paging.after(),
                                paging.limit() + 1));
    }

    /** Begins to cancel; a batch that is being cancelled already stays as it is. */
    private HttpResponse cancel(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        for (int races = 0; races < RACES; races++) {
            Optional<Document> document = document(caller.project(), id);
            if (document.isEmpty()) {
                return notFound(id);
            }
            Batch batch = Batch.of(document.get());
            switch (batch.status()) {
                case CANCELLING, CANCELLED -> {
                    return show(request, caller);
                }
                case COMPLETED, FAILED, EXPIRED -> {
                    return over(batch);
                }
                case VALIDATING, IN_PROGRESS, FINALIZING -> {
                    Batch cancelling =
                            batch.in(BatchStatus.CANCELLING, ports.ground().time().now());
                    Change change = Change.put(document.get().revise(cancelling.body()));
                    Committed committed = ports.ground().engine().commit(change);
                    if (!(committed instanceof Committed.Stale)) {
                        return OpenAiError.unless(committed)
                                .<HttpResponse>map(OpenAiError::response)
                                .orElseGet(() -> show(request, caller));
                    }
                }
            }
        }
        return OpenAiError.of(503, "not_stored", "the batch changes all the time").response();
    }

    private static HttpResponse over(Batch batch) {
        return OpenAiError.of(
                        409,
                        "batch_not_cancellable",
                        "a batch with the status '%s' cannot be cancelled"
                                .formatted(batch.status().word()))
                .response();
    }

    private Optional<Document> document(ProjectId project, String id) {
        return Paging.isId(Batch.PREFIX, id)
                ? ports.ground().store().document(Batch.KIND, project, id)
                : Optional.empty();
    }

    private static HttpResponse.Whole notFound(String id) {
        return OpenAiError.of(404, "batch_not_found", "no batch has the id '%s'".formatted(id))
                .response();
    }
}
