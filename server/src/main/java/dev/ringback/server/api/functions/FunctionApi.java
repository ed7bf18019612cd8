package dev.ringback.server.api.functions;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.functions.apps.AppChanges;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.crons.Crons;
import java.util.List;
import java.util.Optional;

/** The routes under {@code /api/v1/functions}. */
public record FunctionApi(Surface surface, Apps apps, Crons crons, Clock clock) {

    private static final String PATH = "/api/v1/functions";
    private static final String ONE = PATH + "/{id}";

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                surface.list(PATH, Scope.READ, this::list),
                surface.look(ONE, Scope.READ, this::show),
                surface.change("POST", ONE + "/pause", Scope.WRITE, this::pause),
                surface.change("POST", ONE + "/resume", Scope.WRITE, this::resume));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        return Page.ascending(request, apps.all(caller.project()), LiveFunction::slug, this::shown);
    }

    private FunctionView shown(LiveFunction function) {
        return FunctionView.of(function, function.paused(), crons.next(function));
    }

    private Optional<LiveFunction> find(HttpRequest request, Caller caller) {
        return apps.find(caller.project(), request.parameter("id"));
    }

    private HttpResponse.Whole absent(HttpRequest request, Caller caller) {
        String near = apps.near(caller.project(), request.parameter("id"));
        return Problems.notFound("function" + near);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return find(request, caller)
                .<HttpResponse>map(each -> HttpResponse.of(200, shown(each)))
                .orElseGet(() -> absent(request, caller));
    }

    private Decision pause(HttpRequest request, Caller caller) {
        return find(request, caller)
                .map(each ->
                        written(
                                each,
                                new AppChanges(apps)
                                        .pause(each.project(), each.slug(), clock.now()),
                                true))
                .orElseGet(() -> new Decision.Answer(absent(request, caller)));
    }

    private Decision resume(HttpRequest request, Caller caller) {
        return find(request, caller)
                .map(each ->
                        written(
                                each,
                                new AppChanges(apps).resume(each.project(), each.slug()),
                                false))
                .orElseGet(() -> new Decision.Answer(absent(request, caller)));
    }

    private Decision written(LiveFunction function, Optional<Change> change, boolean paused) {
        HttpResponse.Whole answer =
                HttpResponse.of(200, FunctionView.of(function, paused, crons.next(function)));
        return change.map(each -> Decision.write(each, answer))
                .orElseGet(() -> new Decision.Done(answer));
    }
}
