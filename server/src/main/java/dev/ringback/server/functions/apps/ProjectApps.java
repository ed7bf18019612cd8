package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Document;
import dev.ringback.server.functions.config.AppRegistration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The apps of one project, with what is paused. Immutable; a change makes another. */
final class ProjectApps {

    private final Predicate<App> configured;
    private final Map<String, App> apps;
    private final Map<String, Document> paused;
    private final ProjectFunctions functions;

    private ProjectApps(
            Predicate<App> configured, Map<String, App> apps, Map<String, Document> paused) {
        this.configured = configured;
        this.apps = apps;
        this.paused = paused;
        this.functions =
                new ProjectFunctions(
                        apps.values().stream().flatMap(each -> live(each).stream()).toList());
    }

    /**
     * A project without any.
     *
     * @param configured whether the operator named an app
     */
    static ProjectApps none(Predicate<App> configured) {
        return new ProjectApps(configured, Map.of(), Map.of());
    }

    private List<LiveFunction> live(App app) {
        if (app.registration().isEmpty()) {
            return List.of();
        }
        AppRegistration told = app.registration().get();
        boolean named = configured.test(app);
        return told.functions().stream()
                .map(each ->
                        new LiveFunction(
                                app.project(),
                                app.id(),
                                told.sdk(),
                                each,
                                paused.containsKey(each.id()),
                                named && isAt(app, each.url()),
                                app.waitsLookBack()))
                .toList();
    }

    /** The operator trusts the place that he named, and no other to which an app points. */
    private static boolean isAt(App app, String url) {
        return AppUrl.origin(app.url()).equals(AppUrl.origin(url));
    }

    ProjectApps with(App app) {
        var next = new TreeMap<>(apps);
        next.put(app.id(), app);
        return new ProjectApps(configured, next, paused);
    }

    ProjectApps without(String id) {
        var next = new TreeMap<>(apps);
        next.remove(id);
        return new ProjectApps(configured, next, paused);
    }

    ProjectApps pausing(Document pause) {
        var next = new TreeMap<>(paused);
        next.put(pause.id(), pause);
        return new ProjectApps(configured, apps, next);
    }

    ProjectApps resuming(String slug) {
        var next = new TreeMap<>(paused);
        next.remove(slug);
        return new ProjectApps(configured, apps, next);
    }

    /** In the order of their ids. */
    Collection<App> apps() {
        return apps.values();
    }

    Optional<App> find(String id) {
        return Optional.ofNullable(apps.get(id));
    }

    /** What says that a function is paused. */
    Optional<Document> pauseOf(String slug) {
        return Optional.ofNullable(paused.get(slug));
    }

    ProjectFunctions functions() {
        return functions;
    }
}
