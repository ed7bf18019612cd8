package dev.ringback.server.api.functions;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.functions.apps.App;
import dev.ringback.server.functions.apps.AppChanges;
import dev.ringback.server.functions.apps.AppSyncing;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.apps.Registering.Registered;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The routes under {@code /api/v1/apps}.
 *
 * @param urls the rule for URLs that tenants name
 */
public record AppApi(
        Surface surface, Apps apps, AppSyncing syncing, Function<String, UrlCheck> urls) {

    private static final String PATH = "/api/v1/apps";
    private static final String ONE = PATH + "/{id}";

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                surface.list(PATH, Scope.READ, this::list),
                surface.store(PATH, Scope.WRITE, ApiLimits.BODY, this::name),
                surface.look(ONE, Scope.READ, this::show),
                surface.change("PATCH", ONE, Scope.WRITE, this::change),
                surface.change("DELETE", ONE, Scope.WRITE, this::remove),
                surface.change("POST", ONE + "/sync", Scope.WRITE, this::sync));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        return Page.ascending(request, apps.list(caller.project()), App::id, this::view);
    }

    private AppView view(App app) {
        return AppView.of(app, apps.isConfigured(app), syncing.unproven(app));
    }

    private Optional<App> find(HttpRequest request, Caller caller) {
        return apps.app(caller.project(), request.parameter("id"));
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return find(request, caller)
                .<HttpResponse>map(app -> HttpResponse.of(200, view(app)))
                .orElseGet(() -> Problems.notFound("app"));
    }

    private Decision name(HttpRequest request, Caller caller) {
        return RequestBodies.decide(
                request,
                fields -> {
                    String url = fields.requiredText("url", Integer.MAX_VALUE);
                    if (!url.isEmpty() && urls.apply(url) instanceof UrlCheck.Invalid(String why)) {
                        fields.problem("url", why);
                    }
                    return () -> synced(caller.project(), url, 201);
                });
    }

    private Decision sync(HttpRequest request, Caller caller) {
        return find(request, caller)
                .map(app ->
                        app.isOfEndpoints()
                                // A route of its own would take the question for a request.
                                ? new Decision.Done(HttpResponse.of(200, view(app)))
                                : synced(app.project(), app.url(), 200))
                .orElseGet(() -> new Decision.Answer(Problems.notFound("app")));
    }

    /** Asking again does no harm, so it is not committed together with its answer. */
    private Decision synced(ProjectId project, String url, int status) {
        return switch (syncing.sync(project, url)) {
            case Registered.Taken(App app, boolean _) ->
                    new Decision.Done(HttpResponse.of(status, view(app)));
            case Registered.Refused(String why) ->
                    new Decision.Answer(Problems.of(409, "too_many", why));
            case Registered.NotStored(Committed result) ->
                    new Decision.Answer(Problems.notTaken(result));
        };
    }

    private Decision change(HttpRequest request, Caller caller) {
        Optional<App> app = find(request, caller);
        return app.isEmpty()
                ? new Decision.Answer(Problems.notFound("app"))
                : RequestBodies.decide(
                        request,
                        fields -> {
                            App next =
                                    fields.bool("waits_look_back")
                                            .map(app.get()::lookingBack)
                                            .orElse(app.get());
                            return () -> changed(app.get(), next);
                        });
    }

    private Decision changed(App before, App next) {
        HttpResponse.Whole answer = HttpResponse.of(200, view(next));
        return next.equals(before)
                ? new Decision.Done(answer)
                : Decision.write(new AppChanges(apps).change(next), answer);
    }

    private Decision remove(HttpRequest request, Caller caller) {
        Optional<App> app = find(request, caller);
        if (app.isEmpty()) {
            return new Decision.Answer(Problems.notFound("app"));
        }
        return apps.isConfigured(app.get())
                ? new Decision.Answer(
                        Problems.of(
                                409,
                                "not_possible",
                                "the app is one that the server was started with: it would be"
                                        + " asked again; leave it out of --app"))
                : Decision.write(new AppChanges(apps).removal(app.get()), HttpResponse.noContent());
    }
}
