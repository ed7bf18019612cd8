package dev.ringback.server.functions.apps;

import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.config.FunctionConfig;

/** Tells the operator what became of an app, whenever that is another than before. */
final class AppNews {

    private static final System.Logger LOG = System.getLogger(AppNews.class.getName());

    private AppNews() {}

    static void tell(App app) {
        if (app.status() == AppStatus.SYNCED) {
            app.registration().ifPresent(told -> tell(app, told));
        } else {
            warn("app %s is %s: %s".formatted(app.id(), app.status().word(), app.reason()));
        }
    }

    private static void tell(App app, AppRegistration told) {
        LOG.log(
                System.Logger.Level.INFO,
                () ->
                        "app %s at %s is synced, functions: %d"
                                .formatted(app.id(), app.url(), told.functions().size()));
        for (FunctionConfig each : told.functions()) {
            if (!each.unserved().isEmpty()) {
                warn("function %s: %s".formatted(each.id(), String.join("; ", each.unserved())));
            }
        }
    }

    private static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
