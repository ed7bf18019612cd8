package dev.ringback.server.api;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallState;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Move;
import dev.ringback.kernel.Store;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.http.Problem;
import dev.ringback.server.http.Route;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The routes under {@code /api/v1/jobs}: the jobs for model servers, whatever their shape. */
final class JobRoutes {

    private static final String PATH = "/api/v1/jobs";

    private final Surface surface;
    private final Store store;
    private final ModelJobs jobs;
    private final JobSearch search;

    JobRoutes(Surface surface, Store store, Engine engine, ModelJobs jobs) {
        this.surface = surface;
        this.store = store;
        this.jobs = jobs;
        this.search = new JobSearch(store, engine, jobs);
    }

    List<Route> routes() {
        return List.of(
                surface.look(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show),
                surface.change("POST", PATH + "/{id}/cancel", Scope.WRITE, this::cancel));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        var fields = new QueryFields(request);
        JobQuery query = JobQuery.read(fields, caller.project(), jobs);
        List<Problem.FieldError> faults = fields.faults();
        return faults.isEmpty()
                ? HttpResponse.of(200, search.page(query))
                : Problems.badRequest(faults);
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
            return new Decision.Done(HttpResponse.of(200, search.view(found.get())));
        }
        return switch (jobs.cancel(found.get().job())) {
            case Move.Moved _ ->
                    find(request, caller)
                            .<Decision>map(now ->
                                    new Decision.Done(HttpResponse.of(200, search.view(now))))
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

    private JobView.Whole whole(JobSearch.WithCalls found) {
        Optional<ModelJobs.Told> told = jobs.told(found.job());
        return new JobView.Whole(
                search.view(found),
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
