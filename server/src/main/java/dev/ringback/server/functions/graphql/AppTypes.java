package dev.ringback.server.functions.graphql;

import dev.ringback.server.functions.apps.App;
import dev.ringback.server.functions.apps.AppStatus;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.config.FunctionTrigger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Apps and functions as the schema has them.
 *
 * @param apps those that there are
 */
record AppTypes(Apps apps) {

    List<GraphType<?>> all() {
        return List.of(app(), function(), trigger());
    }

    private GraphType<App> app() {
        return new GraphType<>("App", App.class)
                .with("id", App::uuid)
                .with("name", app -> told(app, AppRegistration::app).orElse(app.id()))
                .with("externalID", App::id)
                .with("url", App::url)
                .with("connected", app -> app.status() == AppStatus.SYNCED)
                .with("error", app -> Optional.of(app.reason()).filter(why -> !why.isEmpty()))
                .with("sdkLanguage", app -> told(app, each -> each.sdk().language()).orElse(""))
                .with("sdkVersion", app -> told(app, each -> each.sdk().version()).orElse(""))
                .with("framework", app -> told(app, AppRegistration::framework))
                .with("functionCount", app -> functions(app).size())
                .with("functions", this::functions);
    }

    private static Optional<String> told(App app, Function<AppRegistration, String> what) {
        return app.registration().map(what);
    }

    private List<LiveFunction> functions(App app) {
        return apps.all(app.project()).stream()
                .filter(each -> each.app().equals(app.id()))
                .toList();
    }

    private GraphType<LiveFunction> function() {
        return new GraphType<>("Function", LiveFunction.class)
                .with("id", LiveFunction::uuid)
                .with("name", function -> function.config().name())
                .with("slug", LiveFunction::slug)
                .with("url", function -> function.config().url())
                .with("triggers", function -> function.config().triggers())
                .with("app", function -> apps.app(function.project(), function.app()));
    }

    private static GraphType<FunctionTrigger> trigger() {
        return new GraphType<>("FunctionTrigger", FunctionTrigger.class)
                .with(
                        "type",
                        trigger ->
                                switch (trigger) {
                                    case FunctionTrigger.OnEvent _ -> "EVENT";
                                    case FunctionTrigger.OnSchedule _ -> "CRON";
                                })
                .with(
                        "value",
                        trigger ->
                                switch (trigger) {
                                    case FunctionTrigger.OnEvent event -> event.name();
                                    case FunctionTrigger.OnSchedule schedule -> schedule.cron();
                                })
                .with(
                        "condition",
                        trigger ->
                                trigger instanceof FunctionTrigger.OnEvent event
                                        ? event.condition()
                                        : Optional.empty());
    }
}
