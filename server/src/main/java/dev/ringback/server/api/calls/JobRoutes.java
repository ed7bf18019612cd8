package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.FieldError;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.QueryFields;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.operations.JobQuery;
import dev.ringback.server.operations.JobSearch;
import dev.ringback.server.operations.ModelJobs;
import dev.ringback.server.operations.StoredEvents;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The routes under {@code /api/v1/jobs}: the jobs for model servers, whatever their shape. */
public final class JobRoutes {

    private static final String PATH = "/api/v1/jobs";

    private final Surface surface;
    private final Store store;
    private final ModelJobs jobs;
    private final JobSearch search;

    public JobRoutes(Surface surface, Store store, Calls engine, ModelJobs jobs) {
        this.surface = surface;
        this.store = store;
        this.jobs = jobs;
        this.search = new JobSearch(store, engine, jobs);
    }

    public List<Route> routes() {
        return List.of(
                surface.list(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show),
                surface.change("POST", PATH + "/{id}/cancel", Scope.WRITE, this::cancel));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        var fields = new QueryFields(request);
        JobQuery query = query(fields, caller.project());
        List<FieldError> faults = fields.faults();
        return faults.isEmpty()
                ? page(search.page(query)).answer(request)
                : Problems.badRequest(faults);
    }

    /** What is wrong is added to the fields' faults. */
    private JobQuery query(QueryFields fields, ProjectId project) {
        return new JobQuery(
                project,
                fields.word(
                        "state",
                        "waiting, running, succeeded, dead or cancelled",
                        StateName::parse),
                fields.word(
                        "shape",
                        "one of " + String.join(", ", jobs.shapes()),
                        word -> Optional.of(word).filter(jobs.shapes()::contains)),
                fields.text("model"),
                fields.word(
                        "upstream",
                        "the name of an upstream",
                        name ->
                                Optional.of(jobs.lanes(name, project))
                                        .filter(lanes -> !lanes.isEmpty())),
                fields.moment("from"),
                fields.moment("to"),
                fields.before(),
                fields.limit());
    }

    private static Page<JobView> page(JobSearch.Listing found) {
        List<JobView> views = found.jobs().stream().map(JobView::of).toList();
        if (found.searchedTo().isEmpty()) {
            return Page.last(views);
        }
        long id = found.searchedTo().getAsLong();
        return found.early() ? Page.early(views, id) : Page.full(views, Sequence.text("", id));
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return find(request, caller)
                .map(found -> HttpResponse.of(200, whole(found)))
                .orElseGet(() -> Problems.notFound("job"));
    }

    private Decision cancel(HttpRequest request, Caller caller) {
        Optional<JobSearch.WithCalls> found = find(request, caller);
        if (found.isEmpty()) {
            return new Decision.Answer(Problems.notFound("job"));
        }
        if (found.get().newest().state() instanceof CallState.Cancelled) {
            return new Decision.Done(HttpResponse.of(200, view(found.get())));
        }
        return switch (jobs.cancel(found.get().job())) {
            case Move.Moved _ ->
                    find(request, caller)
                            .<Decision>map(
                                    now -> new Decision.Done(HttpResponse.of(200, view(now))))
                            .orElseGet(() -> new Decision.Answer(Problems.notFound("job")));
            case Move.NotFound _ -> new Decision.Answer(Problems.notFound("job"));
            case Move.Impossible(String why) ->
                    new Decision.Answer(
                            Problems.of(
                                    409, "not_possible", "the job cannot be cancelled: " + why));
            case Move.NotCommitted(var result) -> new Decision.Answer(Problems.notTaken(result));
        };
    }

    private Optional<JobSearch.WithCalls> find(HttpRequest request, Caller caller) {
        return Optional.of(request.parameter("id"))
                .filter(EventId::valid)
                .flatMap(id -> new StoredEvents(store).find(caller.project(), new EventId(id)))
                .flatMap(search::of);
    }

    private JobView view(JobSearch.WithCalls found) {
        return JobView.of(search.shown(found));
    }

    private JobView.Whole whole(JobSearch.WithCalls found) {
        Optional<ModelJobs.Told> told = jobs.told(found.job());
        return new JobView.Whole(
                view(found),
                told.map(ModelJobs.Told::event),
                told.flatMap(ModelJobs.Told::usage),
                found.calls().reversed().stream().flatMap(this::attempts).toList());
    }

    private Stream<JobView.AttemptView> attempts(Call call) {
        Optional<String> upstream = jobs.upstream(call.lane());
        return store.attempts(call.id()).stream()
                .map(attempt ->
                        new JobView.AttemptView(upstream, DeliveryView.AttemptView.of(attempt)));
    }
}
