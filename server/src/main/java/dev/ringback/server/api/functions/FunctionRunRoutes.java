package dev.ringback.server.api.functions;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
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
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.events.SentNames;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunQuery;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.reading.RunSearch;
import dev.ringback.server.functions.reading.RunView;
import dev.ringback.server.functions.running.RunSteering;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.wire.KnownEvents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The routes under {@code /api/v1/runs}: what functions do and have done. */
public final class FunctionRunRoutes {

    private static final String PATH = "/api/v1/runs";
    private static final String FUNCTION = "function";
    private static final String BY_HAND = "cancelled by hand";

    private final Surface surface;
    private final KnownFunctions functions;
    private final RunReading reading;
    private final RunSteering steering;
    private final KnownEvents events;

    public FunctionRunRoutes(
            Surface surface,
            KnownFunctions functions,
            KnownEvents events,
            RunReading reading,
            RunSteering steering) {
        this.surface = surface;
        this.functions = functions;
        this.events = events;
        this.reading = reading;
        this.steering = steering;
    }

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                surface.list(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show),
                surface.change("POST", PATH + "/{id}/cancel", Scope.WRITE, this::cancel));
    }

    /** Which events started the runs that are asked for. */
    private sealed interface Wanted {

        record One(long sequence) implements Wanted {}

        record Named(String glob) implements Wanted {}
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        var fields = new QueryFields(request);
        RunQuery query = query(fields, caller.project());
        List<FieldError> faults = fields.faults();
        if (!faults.isEmpty()) {
            return Problems.badRequest(faults);
        }
        RunSearch.Listing found = reading.search().page(query);
        Optional<FieldError> mistyped =
                found.runs().isEmpty() ? mistyped(fields, caller.project()) : Optional.empty();
        return mistyped.<HttpResponse>map(fault -> Problems.badRequest(List.of(fault)))
                .orElseGet(() -> page(found).answer(request));
    }

    /** A function that is gone may have runs; where none is found its name may be another one's. */
    private Optional<FieldError> mistyped(QueryFields fields, ProjectId project) {
        return fields.text(FUNCTION)
                .filter(slug -> functions.find(project, slug).isEmpty())
                .map(slug -> functions.near(project, slug))
                .filter(near -> !near.isEmpty())
                .map(near -> new FieldError(FUNCTION, "has no runs, and is not registered" + near));
    }

    /** What is wrong is added to the fields' faults. */
    private RunQuery query(QueryFields fields, ProjectId project) {
        Optional<Wanted> event =
                fields.word(
                        "event",
                        "the id of an event, or a name with * for any part of it",
                        text -> wanted(project, text));
        return new RunQuery(
                project,
                fields.text(FUNCTION),
                fields.word(
                                "status",
                                "queued, running, waiting, completed, failed or cancelled",
                                FunctionRunRoutes::status)
                        .map(Set::of)
                        .orElse(Set.of()),
                event.filter(Wanted.One.class::isInstance)
                        .map(Wanted.One.class::cast)
                        .map(Wanted.One::sequence),
                event.filter(Wanted.Named.class::isInstance)
                        .map(Wanted.Named.class::cast)
                        .map(Wanted.Named::glob),
                fields.word(
                        "session",
                        "a key and an id, with a colon between",
                        FunctionRunRoutes::session),
                fields.moment("from"),
                fields.moment("to"),
                fields.before(),
                fields.limit());
    }

    private Optional<Wanted> wanted(ProjectId project, String text) {
        Optional<Wanted> one = events.find(project, text).map(Event::sequence).map(Wanted.One::new);
        return one.or(() ->
                Optional.of(text)
                        .filter(glob -> SentNames.problemWith(glob).isEmpty())
                        .map(Wanted.Named::new));
    }

    private static Optional<Map.Entry<String, String>> session(String text) {
        int colon = text.indexOf(':');
        return colon > 0 && colon + 1 < text.length()
                ? Optional.of(Map.entry(text.substring(0, colon), text.substring(colon + 1)))
                : Optional.empty();
    }

    private static Optional<RunState.Status> status(String word) {
        return Stream.of(RunState.Status.values())
                .filter(each -> each.word().equals(word))
                .findFirst();
    }

    private Page<RunView> page(RunSearch.Listing found) {
        List<RunView> views = reading.views(found.runs());
        if (found.searchedTo().isEmpty()) {
            return Page.last(views);
        }
        long number = found.searchedTo().getAsLong();
        return found.early()
                ? Page.early(views, number)
                : Page.full(views, Sequence.text("", number));
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return find(request, caller)
                .map(run -> HttpResponse.of(200, reading.whole(run)))
                .orElseGet(() -> Problems.notFound("run"));
    }

    private Optional<Run> find(HttpRequest request, Caller caller) {
        return reading.find(caller.project(), request.parameter("id"));
    }

    private Decision cancel(HttpRequest request, Caller caller) {
        Optional<Run> run = find(request, caller);
        if (run.isEmpty()) {
            return new Decision.Answer(Problems.notFound("run"));
        }
        return switch (steering.cancel(caller.project(), run.get().number(), BY_HAND)) {
            case RunSteering.Result.Done _, RunSteering.Result.Late _ -> ended(request, caller);
            case RunSteering.Result.Unknown _ ->
                    new Decision.Answer(Problems.of(409, "not_possible", RunReading.NOT_MADE));
            case RunSteering.Result.Unavailable _ ->
                    new Decision.Answer(
                            Problems.later(
                                    Problems.of(503, "store_failed", RunSteering.UNAVAILABLE)));
        };
    }

    /** A run that was cancelled before is as good as one that is cancelled now. */
    private Decision ended(HttpRequest request, Caller caller) {
        Optional<Run> run = find(request, caller);
        if (run.isEmpty()) {
            return new Decision.Answer(Problems.notFound("run"));
        }
        return RunReading.notCancelled(run.get())
                .<Decision>map(why -> new Decision.Answer(Problems.of(409, "not_possible", why)))
                .orElseGet(() -> new Decision.Done(HttpResponse.of(200, reading.view(run.get()))));
    }
}
