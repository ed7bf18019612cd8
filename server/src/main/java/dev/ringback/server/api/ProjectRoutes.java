package dev.ringback.server.api;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Project;
import dev.ringback.server.access.Projects;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The routes under {@code /api/v1/projects}. A key of the instance sees all of them; any other key
 * sees its own project and no other.
 */
record ProjectRoutes(Surface surface, NativeApi.Access access) {

    private static final String PATH = "/api/v1/projects";

    List<Route> routes() {
        return List.of(
                surface.change("POST", PATH, Scope.ADMIN, this::create),
                surface.list(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show),
                surface.change("PATCH", PATH + "/{id}", Scope.ADMIN, this::change),
                surface.change("DELETE", PATH + "/{id}", Scope.ADMIN, this::delete));
    }

    /** A project as the API shows it. */
    private record View(String id, String name, Instant createdAt) {

        static View of(Project project) {
            return new View(project.id().value(), project.name(), project.createdAt());
        }
    }

    private Decision create(HttpRequest request, Caller caller) {
        if (!caller.instance()) {
            return new Decision.Answer(
                    Problems.of(
                            403, "not_instance", "only a key of the instance can make projects"));
        }
        return RequestBodies.decide(
                request,
                fields -> {
                    String name = fields.requiredText("name", ApiLimits.NAME);
                    return () -> make(name);
                });
    }

    private Decision make(String name) {
        if (access.projects().all().size() >= ApiLimits.PROJECTS) {
            return new Decision.Answer(
                    Problems.of(
                            409,
                            "too_many",
                            "the instance has %d projects".formatted(ApiLimits.PROJECTS)));
        }
        Projects.Made made = access.projects().make(name);
        return new Decision.Write(
                made.change(),
                HttpResponse.of(201, View.of(made.project())),
                access.projects()::reload);
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        List<Project> seen =
                access.projects().all().stream().filter(each -> sees(caller, each)).toList();
        return Page.answer(request, seen, ProjectRoutes::place, View::of);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return seen(request, caller)
                .map(project -> HttpResponse.of(200, View.of(project)))
                .orElseGet(() -> Problems.notFound("project"));
    }

    private Optional<Project> seen(HttpRequest request, Caller caller) {
        return access.projects()
                .find(request.parameter("id"))
                .filter(project -> sees(caller, project));
    }

    private Decision change(HttpRequest request, Caller caller) {
        Optional<Project> found = seen(request, caller);
        if (found.isEmpty()) {
            return new Decision.Answer(Problems.notFound("project"));
        }
        return RequestBodies.decide(
                request,
                fields -> {
                    String name = fields.requiredText("name", ApiLimits.NAME);
                    Project next = found.get().named(name);
                    return () ->
                            new Decision.Write(
                                    access.projects().rename(next),
                                    HttpResponse.of(200, View.of(next)),
                                    access.projects()::reload);
                });
    }

    /** The keys go with it, so that from this commit on nobody opens it. */
    private Decision delete(HttpRequest request, Caller caller) {
        Optional<Project> found = seen(request, caller);
        if (found.isEmpty()) {
            return new Decision.Answer(Problems.notFound("project"));
        }
        if (!caller.instance()) {
            return refused(403, "not_instance", "only a key of the instance can delete projects");
        }
        Project project = found.get();
        if (project.id().equals(ProjectId.DEFAULT)) {
            return refused(409, "default_project", "the project default is always there");
        }
        return access.keys()
                .remove(project.id())
                .<Decision>map(keys ->
                        new Decision.Write(
                                access.projects().delete(project).and(keys),
                                HttpResponse.noContent(),
                                this::deleted))
                .orElseGet(() ->
                        refused(
                                409,
                                "last_admin_key",
                                "the last admin key of the instance that does not expire belongs"
                                        + " to this project; make another one elsewhere first"));
    }

    private void deleted() {
        access.projects().reload();
        access.keys().reload();
        access.leftovers().removeSoon();
    }

    private static Decision refused(int status, String code, String detail) {
        return new Decision.Answer(Problems.of(status, code, detail));
    }

    private static boolean sees(Caller caller, Project project) {
        return caller.instance() || caller.project().equals(project.id());
    }

    /** Sorts as {@link Projects#all} does. */
    private static String place(Project project) {
        return Page.place(project.createdAt(), project.id().value());
    }
}
